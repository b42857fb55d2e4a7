/** Worker thread: chokidar for changes only. Alone it stalls its thread for most of a second on 100,000 files. */
import { parentPort, workerData } from 'node:worker_threads';
import { watch } from 'chokidar';
import { assertExists } from '#shared/base/assert.ts';

export type WatchMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: string | null; readonly reason: string }
  /** Something happened at this absolute path; what, a look at it tells. */
  | { readonly kind: 'touched'; readonly path: string };

const port = assertExists(parentPort, 'this file is started as a worker thread');
const say = (message: WatchMessage): void => port.postMessage(message);
const { root } = workerData as { root: string };

const watcher = watch(root, { ignoreInitial: true, ignored: (path) => /[\\/]\.[^\\/]*$/.test(path) && path !== root });
watcher.on('ready', () => say({ kind: 'ready' }));
watcher.on('error', (error) => {
  say({ kind: 'failed', code: (error as NodeJS.ErrnoException).code ?? null, reason: String(error) });
});
watcher.on('all', (_event, path) => say({ kind: 'touched', path }));
port.on('message', () => void watcher.close().then(() => port.close()));
