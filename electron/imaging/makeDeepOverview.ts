import sharp from 'sharp';
import { writeLevels } from '#shared/look/deepPng.ts';
import { measureLevels } from '#shared/look/greyLevels.ts';
import { hasSamples } from '#shared/look/stretchGrey.ts';
import { pageOf } from '#pixels/tiff/pageOf.ts';
import { addChunk } from './addChunk.ts';
import { pixelLimit } from './imageErrors.ts';
import { openImage } from './toShown.ts';
import type { FramePlace } from './toShown.ts';

/** All samples of a larger image would need more memory than a workstation can spare: its levels are those of the overview. */
const mostPixels = 250e6;

/**
 * A smaller PNG of 16-bit grey that says what values the whole image has: they are averaged away in itself, and the darkest and the
 * brightest would be out of any window's reach.
 * @returns null for an image that isn't grey of 16 bits, isn't made smaller, or is too large for that
 */
export async function makeDeepOverview(place: FramePlace, maxSidePx: number): Promise<Buffer | null> {
  const page = await pageOf(place.file, place.frame);
  const metadata = await sharp(place.file, { limitInputPixels: pixelLimit, page, pages: 1 }).metadata();
  const { width, height } = metadata.autoOrient;
  if (!hasSamples(metadata) || Math.max(width, height) <= maxSidePx || width * height > mostPixels) return null;
  const { data } = await openImage(place.file, page)
    .autoOrient()
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const png = await sharp(samples, { raw: { width, height, channels: 1 }, limitInputPixels: pixelLimit })
    .resize(maxSidePx, maxSidePx, { fit: 'inside' })
    .toColourspace('grey16')
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer();
  return addChunk(png, writeLevels(measureLevels(samples)));
}
