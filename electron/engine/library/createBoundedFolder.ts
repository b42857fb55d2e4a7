import { opendir, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '#shared/base/log.ts';

/** A folder of derived data, files or folders by name, that takes so much room on the disk: what was not used for longest goes. */
export interface BoundedFolder {
  readonly folder: string;
  /** This was put into it; room is made for it. Never rejects: what can't be tidied is no reason to show no picture. */
  noteAdded(name: string): Promise<void>;
  /** This was looked at. Never rejects. */
  noteUse(name: string): Promise<void>;
}

/** What a process that died left behind. */
const abandonedAfterMs = 3_600_000;
/** Whoever asked for it may not have read it yet. */
const justUsedMs = 10_000;
/** Somewhat below the limit, so that not each addition has to look through all. */
const roomTo = 0.9;

interface Entry {
  readonly name: string;
  readonly usedAt: number;
  readonly bytes: number;
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.map(async (entry) =>
    // Files that go away while we look count nothing.
    entry.isFile()
      ? await stat(path.join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        )
      : 0,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function measure(folder: string, name: string): Promise<Entry> {
  const place = path.join(folder, name);
  const stats = await stat(place).catch(() => null);
  const bytes = stats?.isDirectory() ? await folderBytes(place).catch(() => 0) : (stats?.size ?? 0);
  return { name, usedAt: stats?.mtimeMs ?? 0, bytes };
}

export function createBoundedFolder(deps: {
  readonly folder: string;
  readonly limitBytes: number;
  readonly logger: Logger;
}): BoundedFolder {
  const { folder, limitBytes, logger } = deps;
  const used = new Set<string>();
  /** As far as we know: other programs share the folder. null: not looked at yet. */
  let knownBytes: number | null = null;
  let tidying: Promise<void> | null = null;

  /** Takes away what was not used for longest, until the rest fits; never what is just being shown. */
  async function tidy(kept: string): Promise<void> {
    const all: Entry[] = [];
    const justUsed = Date.now() - justUsedMs;
    // One after the other: there may be hundreds of thousands, and nobody waits.
    for await (const { name } of await opendir(folder, { bufferSize: 500 })) all.push(await measure(folder, name));
    let bytes = all.reduce((sum, entry) => sum + entry.bytes, 0);
    const room = bytes > limitBytes ? limitBytes * roomTo : limitBytes;
    for (const entry of all.sort((a, b) => a.usedAt - b.usedAt)) {
      const isHalf = entry.name.endsWith('.tmp');
      const isAbandoned = isHalf && Date.now() - entry.usedAt >= abandonedAfterMs;
      const isShown = entry.name === kept || entry.usedAt > justUsed;
      if (isShown || (isHalf ? !isAbandoned : bytes <= room)) continue;
      await rm(path.join(folder, entry.name), { recursive: true, force: true });
      used.delete(entry.name);
      bytes -= entry.bytes;
    }
    knownBytes = bytes;
  }

  return {
    folder,
    async noteAdded(name) {
      try {
        if (knownBytes !== null) knownBytes += (await measure(folder, name)).bytes;
        if (knownBytes !== null && knownBytes <= limitBytes) return;
        await (tidying ??= tidy(name).finally(() => (tidying = null)));
      } catch (error) {
        logger.warn('the cache could not be tidied', { folder, error: String(error) });
      }
    },
    async noteUse(name) {
      // Once in a run is enough to know it from those that nobody opens any more.
      if (used.has(name)) return;
      used.add(name);
      const now = new Date();
      // It is only the order in which they go: on a disk that can't be written, none will.
      await utimes(path.join(folder, name), now, now).catch(() => undefined);
    },
  };
}
