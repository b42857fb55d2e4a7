import { createHash } from 'node:crypto';

/** What a frame is known by: the first by the file's hash, each other by that and its number, so that no two are alike. */
export const frameHash = (fileHash: string, frame: number): string =>
  frame === 0 ? fileHash : createHash('sha256').update(`${fileHash}#${frame}`).digest('hex');
