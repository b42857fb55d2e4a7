import { mkdirSync } from 'node:fs';
import { createStream } from 'rotating-file-stream';
import { createLogger } from '#shared/base/log.ts';
import type { Logger } from '#shared/base/log.ts';

/** Log lines as JSON in `firstpass.log`, at most 5 files of 2 MB. */
export function openLog(folder: string): { logger: Logger; close(): Promise<void> } {
  mkdirSync(folder, { recursive: true });
  const stream = createStream('firstpass.log', { path: folder, size: '2M', maxFiles: 5 });
  // A full disk must not end the program: the log is what can be missed.
  stream.on('error', () => undefined);
  const debug = process.env.FIRSTPASS_LOG === 'debug';
  const logger = createLogger((line) => {
    if (line.level === 'debug' && !debug) return;
    stream.write(`${JSON.stringify(line)}\n`);
  });
  return { logger, close: () => new Promise((resolve) => stream.end(() => resolve())) };
}
