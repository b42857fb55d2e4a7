import { existsSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import { isTileOf, levelCount, tilePx } from '#shared/geometry/tiles.ts';
import type { TileAddress } from '#shared/geometry/tiles.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { Supervised } from '../processes/supervised.ts';
import { pictureFolder } from './pictureFolder.ts';

/** Tiles of large photos: derived data, made once for each content, on the disk as long as there is room for them. */
export interface Pyramids {
  /** The file of one tile, when it is there. @throws {AppError} image.* */
  tile(photo: TiledPhoto, address: TileAddress): Promise<string>;
}

export interface TiledPhoto extends Size {
  readonly file: string;
  readonly contentHash: string;
}

/** Measured: 2.5 bytes a pixel, so this is room for some fifteen photos of 100 megapixels. */
const defaultLimitBytes = 4e9;
/** Measured: 14 megapixels a second, on a machine that is busy with nothing else. */
const limitMs = 600_000;
/** What a process that died left behind. */
const abandonedAfterMs = 3_600_000;

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

export function createPyramids(deps: {
  readonly imaging: Supervised<ImagingApi>;
  readonly cacheFolder: string;
  readonly limitBytes?: number;
}): Pyramids {
  const { imaging, limitBytes = defaultLimitBytes } = deps;
  const folder = path.join(pictureFolder(deps.cacheFolder), 'tiles');
  const folderOf = (contentHash: string): string => path.join(folder, contentHash);
  const making = new Map<string, Promise<void>>();
  /** Newest last: what a person looks at now comes before what they went past. */
  const waiting: (() => void)[] = [];
  const used = new Set<string>();
  let isBusy = false;

  async function inTurn(work: () => Promise<void>): Promise<void> {
    if (isBusy) await new Promise<void>((start) => waiting.push(start));
    isBusy = true;
    try {
      await work();
    } finally {
      const next = waiting.pop();
      if (next) next();
      else isBusy = false;
    }
  }

  async function make({ file, contentHash }: TiledPhoto): Promise<void> {
    const outFolder = folderOf(contentHash);
    // Some of its files are gone, or we would not be here.
    await rm(outFolder, { recursive: true, force: true });
    const answer = await imaging.call('tile', { path: file, outFolder, tilePx }, { timeoutMs: limitMs });
    if (!answer.ok) throw fromErrorRecord(answer.error);
    await trim(contentHash);
  }

  /** A decoder that crashes is given one more try. */
  async function makeTwice(photo: TiledPhoto): Promise<void> {
    try {
      await make(photo);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'process.crashed') throw error;
      await make(photo);
    }
  }

  /** Takes the pyramids away that were not looked at for longest, until the others fit. */
  async function trim(kept: string): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name !== kept);
    const all = await Promise.all(
      names.map(async (name) => {
        const place = path.join(folder, name);
        const stats = await stat(place).catch(() => null);
        return { place, usedAt: stats?.mtimeMs ?? 0, bytes: await folderBytes(place).catch(() => 0) };
      }),
    );
    let bytes = await folderBytes(folderOf(kept));
    for (const { place, usedAt, bytes: size } of all.sort((a, b) => b.usedAt - a.usedAt)) {
      const isUnderWay = place.endsWith('.tmp') && Date.now() - usedAt < abandonedAfterMs;
      bytes += size;
      if (isUnderWay || (bytes <= limitBytes && !place.endsWith('.tmp'))) continue;
      await rm(place, { recursive: true, force: true });
      used.delete(path.basename(place));
    }
  }

  /** Once in a run is enough to know it from those that nobody opens any more. */
  async function noteUse(contentHash: string): Promise<void> {
    if (used.has(contentHash)) return;
    used.add(contentHash);
    const now = new Date();
    // It is only the order in which they go: on a disk that can't be written, none will.
    await utimes(folderOf(contentHash), now, now).catch(() => undefined);
  }

  return {
    async tile(photo, address) {
      const { contentHash } = photo;
      if (!isTileOf(photo, address)) throw new AppError('image.unreadable', { reason: 'it has no such tile' });
      const level = levelCount(photo) - 1 - address.level;
      const tile = path.join(folderOf(contentHash), String(level), `${address.x}_${address.y}.png`);
      if (!existsSync(tile)) {
        const made =
          making.get(contentHash) ??
          inTurn(() => makeTwice(photo)).finally(() => {
            making.delete(contentHash);
          });
        making.set(contentHash, made);
        await made;
      }
      await noteUse(contentHash);
      return tile;
    },
  };
}
