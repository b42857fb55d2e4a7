import { readdirSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import type { FoundFile } from './foundFile.ts';
import { isImageName, relativePath } from './imageFiles.ts';
import { isDoubtful, lookAgain } from './unnameableFiles.ts';

/** undefined: gone, or a link that leads nowhere. What else keeps a file from being asked is told when it is read. */
function look(file: string): Pick<Stats, 'size' | 'mtimeMs' | 'isDirectory' | 'isFile'> | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP' || code === 'ENOTDIR') return undefined;
    return { size: 0, mtimeMs: 0, isDirectory: () => false, isFile: () => true };
  }
}

/**
 * All image files under a root, one by one, folder by folder. Links are followed; a folder that was seen already (a
 * loop, or two ways to the same place) isn't entered again, and is known by its own place rather than by a link to it.
 * A folder that can't be read is reported and passed over; an image that can't be named is told of as such. Synchronous, for a thread of its own: twice as fast as
 * asking for many files at a time.
 */
export function* walkFolder(root: string, onRefused: (folder: string, error: unknown) => void): Generator<FoundFile> {
  const seen = new Set<string>();
  const folders = [root];
  const links: string[] = [];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop() ?? links.shift()) {
    let entries;
    let again;
    try {
      const real = realpathSync(folder);
      if (seen.has(real)) continue;
      seen.add(real);
      entries = readdirSync(folder, { withFileTypes: true });
      if (entries.some(({ name }) => isDoubtful(name))) {
        const shownFolder = folder === root ? '' : `${relativePath(root, folder)}/`;
        again = lookAgain(folder, shownFolder, onRefused);
      }
    } catch (error) {
      onRefused(folder, error);
      continue;
    }
    for (const entry of entries) {
      const { name } = entry;
      if (name.startsWith('.') || again?.sound.has(name) === false) continue;
      const full = path.join(folder, name);
      if (entry.isDirectory()) folders.push(full);
      else if (isImageName(name) || entry.isSymbolicLink()) {
        const stats = look(full);
        if (stats?.isDirectory()) links.push(full);
        else if (stats?.isFile() && isImageName(name)) {
          yield { path: relativePath(root, full), sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
        }
      }
    }
    if (again) yield* again.unnameable;
  }
}
