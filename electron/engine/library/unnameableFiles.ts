import { readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { isImageName } from './imageFiles.ts';
import type { FoundFile } from './foundFile.ts';

const mark = '\uFFFD';

/** Whether a name may have lost bytes that are no UTF-8 on its way to us. */
export const isDoubtful = (name: string): boolean => name.includes(mark);

const isWhole = (name: Buffer): boolean => Buffer.from(name.toString()).equals(name);

/** A name for showing that tells files apart: each byte that is no UTF-8 after a mark, in hex. Nothing is opened by it. */
export function showName(name: Buffer): string {
  if (isWhole(name)) return name.toString();
  let shown = '';
  for (let at = 0; at < name.length;) {
    const lengths = [1, 2, 3, 4].filter((length) => at + length <= name.length);
    const length = lengths.find((one) => isWhole(name.subarray(at, at + one)));
    shown += length ? name.toString('utf8', at, at + length) : `${mark}${name.toString('hex', at, at + 1)}`;
    at += length ?? 1;
  }
  return shown;
}

const join = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, Buffer.from(path.sep), name]);

function* walk(
  folder: Buffer,
  shownFolder: string,
  entries: readonly Dirent<Buffer>[],
  onRefused: (folder: string, error: unknown) => void,
): Generator<FoundFile> {
  for (const entry of entries) {
    const shown = showName(entry.name);
    if (shown.startsWith('.')) continue;
    const [place, shownPath] = [join(folder, entry.name), `${shownFolder}${shown}`];
    try {
      if (entry.isDirectory())
        yield* walk(place, `${shownPath}/`, readdirSync(place, { withFileTypes: true, encoding: 'buffer' }), onRefused);
      else if (isImageName(shown)) {
        const stats = statSync(place, { throwIfNoEntry: false });
        if (stats?.isFile())
          yield { path: shownPath, sizeBytes: stats.size, modifiedMs: stats.mtimeMs, isUnnameable: true };
      }
    } catch (error) {
      onRefused(shownPath, error);
    }
  }
}

/**
 * The second look at a folder in which some names are doubtful: which of them are what they seem, and the images that can't be
 * named because their own name, or that of a folder on the way, is no UTF-8. Links to folders aren't followed there.
 */
export function lookAgain(
  folder: string,
  shownFolder: string,
  onRefused: (folder: string, error: unknown) => void,
): { readonly sound: ReadonlySet<string>; readonly unnameable: Generator<FoundFile> } {
  const entries = readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  const sound = entries.filter(({ name }) => isWhole(name)).map(({ name }) => name.toString());
  const broken = entries.filter(({ name }) => !isWhole(name));
  return { sound: new Set(sound), unnameable: walk(Buffer.from(folder), shownFolder, broken, onRefused) };
}
