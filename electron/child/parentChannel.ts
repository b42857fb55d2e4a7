import type { Channel } from '#shared/contract/rpc.ts';

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  off(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/**
 * The parent of this child process, whichever kind it is: plain Node (`process.send`) or Electron's utilityProcess
 * (`process.parentPort`). A child of plain Node ends with its parent, also when that was killed.
 */
export function parentChannel(): Channel {
  const { parentPort } = process as unknown as { parentPort?: ElectronParentPort };
  if (parentPort) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage(listener) {
        const unwrap = (event: { data: unknown }): void => listener(event.data);
        parentPort.on('message', unwrap);
        return () => parentPort.off('message', unwrap);
      },
    };
  }
  if (!process.send) throw new Error('this file is started by Firstpass, not by hand');
  process.once('disconnect', () => process.exit(0));
  return {
    post: (message) => void process.send?.(message),
    onMessage(listener) {
      process.on('message', listener);
      return () => process.off('message', listener);
    },
  };
}
