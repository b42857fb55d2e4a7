import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item.ts';
import { assertReadable } from '../db/assertReadable.ts';
import { findItemPath } from '../db/itemFiles.ts';
import { getItem } from '../db/items.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { Reader } from './createReader.ts';
import { lookAtPath } from './lookAtPath.ts';
import { thumbnailPx } from './inspectionQueue.ts';
import type { PictureCache } from './createPictureCache.ts';
import { createPyramids } from './createPyramids.ts';
import { fullPicture, photoSize, renderLimitMs, thumbnailName, thumbnailPattern } from './pictureFiles.ts';
import type { PictureFile, PictureKind } from './pictureFiles.ts';

/** Whoever looks at a picture waits this long for a file that is still being read. */
const patienceMs = 10_000;

/** Whether a file is still the one that was read, as far as size and time tell. */
async function isUnchanged({ sizeBytes, modifiedMs }: Item, file: string): Promise<boolean> {
  const now = await lookAtPath(file);
  if (now === 'gone') throw new AppError('image.missing');
  return now === 'unknown' || (now.size === sizeBytes && now.mtimeMs === modifiedMs);
}

/** Pictures of items, made when they are asked for and not there yet. */
export function createPictures(deps: {
  readonly db: Database;
  readonly readOnly: boolean;
  readonly imaging: Supervised<ImagingApi>;
  readonly cache: PictureCache;
  readonly reader: Reader;
}): { picture(itemId: ItemId, kind: PictureKind): Promise<PictureFile> } {
  const { db, imaging } = deps;
  const { thumbnails, renderings, tiles } = deps.cache;
  const pyramids = createPyramids({ imaging, cache: tiles });

  async function findThumbnail({ contentHash }: Item): Promise<string | undefined> {
    if (contentHash === null) return undefined;
    const name = thumbnailName(contentHash);
    const thumbnail = path.join(thumbnails.folder, name);
    if (!existsSync(thumbnail)) return undefined;
    await thumbnails.noteUse(name);
    return thumbnail;
  }

  /** The item after its file was read, now if need be; this also makes its thumbnail. */
  async function readNow(item: Item, file: string): Promise<Item> {
    if (deps.readOnly) {
      // Nothing can be written down: only the thumbnail is made.
      const thumbnailPath = thumbnailPattern(thumbnails);
      const input = { path: file, frame: item.frame, thumbnailPath, thumbnailPx, location: false };
      const answer = await imaging.call('inspect', input, { timeoutMs: renderLimitMs });
      if (!answer.ok) throw fromErrorRecord(answer.error);
      void thumbnails.noteAdded(thumbnailName(answer.image.contentHash));
      return { ...item, ...answer.image };
    }
    await deps.reader.readNow(item.id, file, patienceMs);
    const now = getItem(db, item.id);
    assertReadable(now);
    if (now.contentHash === null) throw new AppError('image.unreadable', { reason: 'it is still being copied' });
    return now;
  }

  /** The picture is known by the content's hash wherever it is kept: it is of those bytes or there is none. */
  async function showFull(item: Item, file: string): Promise<PictureFile> {
    let now = item;
    if (!(await isUnchanged(now, file)) && !deps.readOnly) {
      await deps.reader.readNow(item.id, file, patienceMs);
      now = getItem(db, item.id);
      assertReadable(now);
    }
    if (!(await isUnchanged(now, file))) throw new AppError('image.changing');
    const picture = await fullPicture(imaging, renderings, now, file);
    if (await isUnchanged(now, file)) return picture;
    if (picture.path !== file) await rm(picture.path, { force: true });
    throw new AppError('image.changing');
  }

  /** What has changed is read again. */
  async function isStill(item: Item, file: string): Promise<boolean> {
    if (await isUnchanged(item, file)) return true;
    if (!deps.readOnly) deps.reader.read(item.id, file);
    return false;
  }

  return {
    async picture(itemId, kind) {
      const item = getItem(db, itemId);
      const place = findItemPath(db, itemId);
      if (!place) throw new AppError('item.notFound', { id: itemId });
      const file = path.join(place.root, place.path);
      if (kind !== 'thumb') {
        assertReadable(item);
        const read = item.contentHash === null ? await readNow(item, file) : item;
        if (kind === 'full') return showFull(read, file);
        const { contentHash } = read;
        if (contentHash === null) throw new AppError('image.unreadable', { reason: 'it was not read yet' });
        const photo = {
          ...photoSize(read),
          file,
          frame: read.frame,
          contentHash,
          isUnchanged: () => isStill(read, file),
        };
        return { path: await pyramids.tile(photo, kind), mime: 'image/png' };
      }
      const known = await findThumbnail(item);
      if (known !== undefined) return { path: known, mime: 'image/webp' };
      assertReadable(item);
      const made = await findThumbnail(await readNow(item, file));
      if (made === undefined) throw new AppError('image.unreadable', { reason: 'its thumbnail could not be made' });
      return { path: made, mime: 'image/webp' };
    },
  };
}
