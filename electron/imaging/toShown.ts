import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { hasSamples, isDeepGrey } from '#shared/look/stretchGrey.ts';
import { flattenGrey } from './flattenGrey.ts';
import { pixelLimit } from './imageErrors.ts';

/** An animation is one item: its first frame. */
export function openImage(source: string | Uint8Array): Sharp {
  return sharp(source, { failOn: 'truncated', limitInputPixels: pixelLimit, pages: 1, sequentialRead: true });
}

/**
 * The upright pixels of a file as the page wants them: grey of 16 bits as it is, for the page to choose a window; grey of other depths
 * stretched to 8 bits, so that it isn't black; all else as 8-bit sRGB.
 * @param shrink made smaller before its depth is changed
 */
export async function toShown(file: string, shrink: (image: Sharp) => Sharp = (image) => image): Promise<Sharp> {
  const metadata = await sharp(file, { limitInputPixels: pixelLimit, pages: 1 }).metadata();
  const upright = shrink(openImage(file).autoOrient());
  if (hasSamples(metadata)) return upright.removeAlpha().toColourspace('grey16');
  if (!isDeepGrey(metadata)) return upright.toColourspace('srgb');
  return (await flattenGrey(upright)).toColourspace('srgb');
}
