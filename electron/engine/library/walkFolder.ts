import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isImageName, relativePath } from './imageFiles.ts';

export interface FoundFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

const statsAtOnce = 64;

/**
 * All image files under a root, folder by folder. Links are followed; a folder that was seen already (a loop, or two
 * ways to the same place) isn't entered again. A folder that can't be read is reported and passed over.
 */
export async function* walkFolder(
  root: string,
  onRefused: (folder: string, error: unknown) => void,
): AsyncGenerator<FoundFile[]> {
  const seen = new Set<string>();
  const queue = [root];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    let entries;
    try {
      const real = await realpath(folder);
      if (seen.has(real)) continue;
      seen.add(real);
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      onRefused(folder, error);
      continue;
    }
    const files: string[] = [];
    for (const entry of entries) {
      const full = path.join(folder, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) queue.push(full);
      else if (entry.isSymbolicLink()) {
        // A broken link leads nowhere: nothing to list.
        const target = await stat(full).catch(() => null);
        if (target?.isDirectory()) queue.push(full);
        else if (target?.isFile() && isImageName(entry.name)) files.push(full);
      } else if (entry.isFile() && isImageName(entry.name)) files.push(full);
    }
    for (let first = 0; first < files.length; first += statsAtOnce) {
      const batch = files.slice(first, first + statsAtOnce).map(async (file): Promise<FoundFile | null> => {
        // Gone between listing and looking: the watcher tells.
        const stats = await stat(file).catch(() => null);
        return stats && { path: relativePath(root, file), sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
      });
      yield (await Promise.all(batch)).filter((file) => file !== null);
    }
  }
}
