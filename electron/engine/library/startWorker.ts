import { Worker } from 'node:worker_threads';

export interface RunningWorker {
  /** Resolves when the thread has ended, by itself or by `stop`; rejects when it or `onMessage` failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A worker thread that looks at one root and tells what it finds. Nothing is heard of it after `stop`. */
export function startWorker<Message>(
  entry: string,
  root: string,
  onMessage: (message: Message) => void,
): RunningWorker {
  // Short-lived objects by the hundred thousand: a small nursery keeps the thread's memory from growing by their mass.
  const worker = new Worker(entry, { workerData: { root }, resourceLimits: { maxYoungGenerationSizeMb: 8 } });
  let stopped = false;
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if (stopped) return;
      try {
        onMessage(message);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        stopped = true;
        void worker.terminate();
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
  return {
    ended,
    async stop() {
      stopped = true;
      await worker.terminate();
    },
  };
}
