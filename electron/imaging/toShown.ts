import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { isDeepGrey } from '#shared/look/stretchGrey.ts';
import { flattenGrey } from './flattenGrey.ts';
import { pixelLimit } from './imageErrors.ts';

/** An animation is one item: its first frame. */
export function openImage(source: string | Uint8Array): Sharp {
  return sharp(source, { failOn: 'truncated', limitInputPixels: pixelLimit, pages: 1, sequentialRead: true });
}

/**
 * The upright pixels of a file as the page wants them: 8-bit sRGB. Deeper grey is stretched from its darkest to its brightest
 * pixel, so that a 12-bit image in 16 bits isn't black.
 * @param shrink made smaller before its depth is changed
 */
export async function toShown(file: string, shrink: (image: Sharp) => Sharp = (image) => image): Promise<Sharp> {
  const metadata = await sharp(file, { limitInputPixels: pixelLimit, pages: 1 }).metadata();
  const upright = shrink(openImage(file).autoOrient());
  if (!isDeepGrey(metadata)) return upright.toColourspace('srgb');
  return (await flattenGrey(upright)).toColourspace('srgb');
}
