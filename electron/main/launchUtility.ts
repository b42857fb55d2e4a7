import { utilityProcess } from 'electron';
import type { Child, ChildKind, Launcher } from '#engine/processes/launcher.ts';

/** Children as Electron utility processes: for Windows and macOS, where sharp is safe inside Electron's binary. */
export function createUtilityLauncher(entries: Readonly<Record<ChildKind, string>>): Launcher {
  return {
    launch(kind): Child {
      const child = utilityProcess.fork(entries[kind], [], { serviceName: `Firstpass ${kind}`, stdio: 'inherit' });
      return {
        get pid() {
          return child.pid;
        },
        post: (message) => child.postMessage(message),
        onMessage(listener) {
          child.on('message', listener);
          return () => child.off('message', listener);
        },
        onExit(listener) {
          const report = (code: number): void => listener(`exit code ${code}`);
          child.once('exit', report);
          return () => child.off('exit', report);
        },
        kill: () => void child.kill(),
      };
    },
  };
}
