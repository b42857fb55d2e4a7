import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { pixelLimit } from './imageErrors.ts';
import { stretchGrey } from './stretchGrey.ts';

const isGrey = ({ space }: Metadata): boolean => space === 'grey16' || space === 'b-w';

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
  if (!isGrey(metadata) || metadata.depth === 'uchar') return upright.toColourspace('srgb');
  return (await stretchGrey(upright)).toColourspace('srgb');
}
