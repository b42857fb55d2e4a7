/** A watcher that meets the system's limit until a file beside the root says that it was raised. */
import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { root } = workerData as { root: string };
if (existsSync(`${root}.limit raised`)) await import('../../../../electron/engine/library/watchWorker.ts');
else parentPort?.postMessage({ kind: 'failed', code: 'ENOSPC', reason: 'System limit for number of file watchers' });
