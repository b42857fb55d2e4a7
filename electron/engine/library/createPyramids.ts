import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import { isTileOf, levelCount, tilePx } from '#shared/geometry/tiles.ts';
import type { TileAddress } from '#shared/geometry/tiles.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { BoundedFolder } from './createBoundedFolder.ts';

/** Tiles of large photos: derived data, made once for each content, on the disk as long as there is room for them. */
export interface Pyramids {
  /** The file of one tile, when it is there. @throws {AppError} image.* */
  tile(photo: TiledPhoto, address: TileAddress): Promise<string>;
}

export interface TiledPhoto extends Size {
  readonly file: string;
  readonly frame: number;
  readonly contentHash: string;
  /** Whether the file still is what that hash is of, as far as can be told without reading it. @throws {AppError} image.missing */
  isUnchanged(): Promise<boolean>;
}

/** Measured: 14 megapixels a second, on a machine that is busy with nothing else. */
const limitMs = 600_000;

export function createPyramids(deps: {
  readonly imaging: Supervised<ImagingApi>;
  readonly cache: BoundedFolder;
}): Pyramids {
  const { imaging, cache } = deps;
  const folderOf = (contentHash: string): string => path.join(cache.folder, contentHash);
  const making = new Map<string, Promise<void>>();
  /** Newest last: what a person looks at now comes before what they went past. */
  const waiting: (() => void)[] = [];
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

  async function assertUnchanged(photo: TiledPhoto): Promise<void> {
    if (!(await photo.isUnchanged())) throw new AppError('image.changing');
  }

  /** They are kept by the content's hash: they are of those bytes or there are none. */
  async function make(photo: TiledPhoto): Promise<void> {
    const { file, frame, contentHash } = photo;
    const outFolder = folderOf(contentHash);
    await assertUnchanged(photo);
    // Some of its files are gone, or we would not be here.
    await rm(outFolder, { recursive: true, force: true });
    const answer = await imaging.call('tile', { path: file, frame, outFolder, tilePx }, { timeoutMs: limitMs });
    if (!answer.ok) throw fromErrorRecord(answer.error);
    try {
      await assertUnchanged(photo);
    } catch (error) {
      await rm(outFolder, { recursive: true, force: true });
      throw error;
    }
    void cache.noteAdded(contentHash);
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

  return {
    async tile(photo, address) {
      const { contentHash } = photo;
      if (!isTileOf(photo, address)) throw new AppError('image.unreadable', { reason: 'it has no such tile' });
      const level = levelCount(photo) - 1 - address.level;
      const tile = path.join(folderOf(contentHash), String(level), `${address.x}_${address.y}.png`);
      let made = making.get(contentHash);
      if (!made && !existsSync(tile)) {
        made = inTurn(() => makeTwice(photo)).finally(() => {
          making.delete(contentHash);
        });
        making.set(contentHash, made);
      }
      // Also when they lie there already: whether they are right is known at the end.
      await made;
      await cache.noteUse(contentHash);
      return tile;
    },
  };
}
