import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Files } from './readRecords.ts';
import { sharedData } from './sharedData.ts';

/** All files below a folder of the shared test data, images as empty files; undefined where it is absent. */
export function sharedFiles(relative: string, isWanted: (name: string) => boolean = () => true): Files | undefined {
  const folder = sharedData(relative);
  if (folder === undefined) return undefined;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => isWanted(name) && statSync(path.join(folder, name)).isFile(),
  );
  const read = (name: string): Uint8Array =>
    /\.(jpe?g|png)$/i.test(name) ? new Uint8Array(0) : readFileSync(path.join(folder, name));
  return Object.fromEntries(names.map((name) => [name.replaceAll(path.sep, '/'), read(name)]));
}
