import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from '../../processes/isAlive.ts';
import { takeBack } from './publishModel.ts';

const prefix = 'quantize-';

/** Removes what processes that were killed left behind: their candidates, and what they had published in part. */
export function removeLeftOver(cacheFolder: string): void {
  for (const name of readdirSync(cacheFolder)) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length) : Number.NaN);
    if (!(pid > 0) || pid === process.pid || isAlive(pid)) continue;
    const folder = path.join(cacheFolder, name);
    takeBack(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder for this process's candidates. */
export function makeWorkFolder(cacheFolder: string): string {
  const folder = path.join(cacheFolder, `${prefix}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}
