import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import { isTiled, overviewSidePx } from '#shared/geometry/tiles.ts';
import type { TileAddress } from '#shared/geometry/tiles.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { Item } from '#shared/model/item.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { BoundedFolder } from './createBoundedFolder.ts';

export interface PictureFile {
  readonly path: string;
  readonly mime: string;
}

/** What of an item is asked for: a small picture, the whole one, or a tile of it. */
export type PictureKind = 'thumb' | 'full' | TileAddress;

const shownByBrowsers: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
};
export const renderLimitMs = 120_000;

/** Named by content: equal files share one, and a changed file never shows an old one. */
export const thumbnailName = (contentHash: string): string => `${contentHash}.webp`;

/** As the imaging process is told it: the hash is known when the file was read. */
export const thumbnailPattern = (thumbnails: BoundedFolder): string =>
  path.join(thumbnails.folder, thumbnailName('{hash}'));

/** Known once its file was read. */
export const photoSize = ({ widthPx, heightPx }: Item): Size => ({ width: widthPx ?? 0, height: heightPx ?? 0 });

/** Whether a browser shows the file as we count its pixels: upright, standing still, and 8 bit. */
function isShownAsIs(item: Item): boolean {
  const { format, bitDepth, orientation } = item;
  return format !== null && format in shownByBrowsers && bitDepth === 8 && (orientation === 1 || format === 'jpeg');
}

/**
 * The full picture of an item: the file itself where a browser can show it, else an upright rendering from the cache; of a photo
 * that is shown by tiles, what is shown until they are there.
 * @throws {AppError} image.*
 */
export async function fullPicture(
  imaging: Supervised<ImagingApi>,
  renderings: BoundedFolder,
  item: Item,
  file: string,
): Promise<PictureFile> {
  const { format, contentHash } = item;
  if (format === null || contentHash === null)
    throw new AppError('image.unreadable', { reason: 'it was not read yet' });
  const size = photoSize(item);
  if (!isTiled(size) && isShownAsIs(item))
    return { path: file, mime: shownByBrowsers[format] ?? 'application/octet-stream' };
  const name = isTiled(size) ? `${contentHash}-overview.png` : `${contentHash}.png`;
  const outPath = path.join(renderings.folder, name);
  if (!existsSync(outPath)) {
    const input = {
      path: file,
      frame: item.frame,
      outPath,
      maxSidePx: isTiled(size) ? overviewSidePx : Math.max(size.width, size.height),
    };
    const answer = await imaging.call('render', input, { timeoutMs: renderLimitMs });
    if (!answer.ok) throw fromErrorRecord(answer.error);
    void renderings.noteAdded(name);
  }
  await renderings.noteUse(name);
  return { path: outPath, mime: 'image/png' };
}
