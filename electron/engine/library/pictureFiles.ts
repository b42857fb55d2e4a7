import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { Item } from '#shared/model/item.ts';
import type { Supervised } from '../processes/supervised.ts';

export interface PictureFile {
  readonly path: string;
  readonly mime: string;
}

const shownByBrowsers: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
};
/** WebP's own limit. */
const maxSidePx = 16_383;
export const renderLimitMs = 120_000;

/** Named by content: equal files share one, and a changed file never shows an old one. */
export function thumbnailPattern(cacheFolder: string): string {
  return path.join(cacheFolder, 'thumbnails', '{hash}.webp');
}

/** Decoded, it takes 400 MB in the browser; above, a smaller rendering stands in for it. */
const maxPixels = 100e6;
const smallSidePx = 8_192;

const isHuge = ({ widthPx, heightPx }: Item): boolean => (widthPx ?? 0) * (heightPx ?? 0) > maxPixels;

/** Whether a browser shows the file as we count its pixels: upright, standing still, 8 bit, and not too large. */
function isShownAsIs(item: Item): boolean {
  const { format, bitDepth, orientation } = item;
  if (isHuge(item) || Math.max(item.widthPx ?? 0, item.heightPx ?? 0) > maxSidePx) return false;
  return format !== null && format in shownByBrowsers && bitDepth === 8 && (orientation === 1 || format === 'jpeg');
}

/**
 * The full picture of an item: the file itself where a browser can show it, else an upright rendering from the cache.
 * @throws {AppError} image.*
 */
export async function fullPicture(
  imaging: Supervised<ImagingApi>,
  cacheFolder: string,
  item: Item,
  file: string,
): Promise<PictureFile> {
  const { format, contentHash } = item;
  if (format === null || contentHash === null)
    throw new AppError('image.unreadable', { reason: 'it was not read yet' });
  if (isShownAsIs(item)) return { path: file, mime: shownByBrowsers[format] ?? 'application/octet-stream' };
  const outPath = path.join(cacheFolder, 'renderings', `${contentHash}.webp`);
  if (!existsSync(outPath)) {
    const input = { path: file, outPath, maxSidePx: isHuge(item) ? smallSidePx : maxSidePx };
    const answer = await imaging.call('render', input, { timeoutMs: renderLimitMs });
    if (!answer.ok) throw fromErrorRecord(answer.error);
  }
  return { path: outPath, mime: 'image/webp' };
}
