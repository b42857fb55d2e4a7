import { fork } from 'node:child_process';
import type { Child, ChildKind, Launcher } from './launcher.ts';

/** Children on a plain Node runtime: the only safe place for sharp on Linux, also when the parent is Electron. */
export function createForkLauncher(options: {
  /** A Node 24 binary. */
  readonly execPath: string;
  readonly entries: Readonly<Record<ChildKind, string>>;
  readonly env?: Readonly<Record<string, string>>;
}): Launcher {
  return {
    launch(kind): Child {
      const process_ = fork(options.entries[kind], [], {
        execPath: options.execPath,
        execArgv: [],
        env: { ...process.env, ...options.env },
        serialization: 'advanced',
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      return {
        pid: process_.pid,
        // A message to a child that has just died is lost; its exit is reported anyway.
        post: (message) => void (process_.connected && process_.send(message as object, () => undefined)),
        onMessage(listener) {
          process_.on('message', listener);
          return () => process_.off('message', listener);
        },
        onExit(listener) {
          const report = (code: number | null, signal: string | null): void => listener(signal ?? `exit code ${code}`);
          const failed = (error: Error): void => listener(error.message);
          process_.once('exit', report);
          process_.once('error', failed);
          return () => process_.off('exit', report).off('error', failed);
        },
        kill: () => void process_.kill('SIGKILL'),
      };
    },
  };
}
