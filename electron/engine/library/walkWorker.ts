/** Worker thread: walks one root, so that reading 100,000 names never stalls the engine. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { walkFolder } from './walkFolder.ts';
import type { FoundFile } from './foundFile.ts';

export type WalkMessage =
  | { readonly kind: 'found'; readonly files: readonly FoundFile[] }
  | { readonly kind: 'refused'; readonly folder: string; readonly reason: string }
  | { readonly kind: 'done' };

const port = assertExists(parentPort, 'this file is started as a worker thread');
const say = (message: WalkMessage): void => port.postMessage(message);
const { root } = workerData as { root: string };
/** Large messages, few transactions; but each is written in one go, and must not stall the engine for long. */
const batchSize = 500;
/** Small, so that the first images are on screen at once. */
const firstBatchSize = 64;

let files: FoundFile[] = [];
let isFirst = true;
const refused = (folder: string, error: unknown): void => say({ kind: 'refused', folder, reason: String(error) });
for (const file of walkFolder(root, refused)) {
  files.push(file);
  if (files.length < (isFirst ? firstBatchSize : batchSize)) continue;
  say({ kind: 'found', files });
  files = [];
  isFirst = false;
}
say({ kind: 'found', files });
say({ kind: 'done' });
