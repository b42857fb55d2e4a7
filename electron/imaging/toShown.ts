import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { hasSamples, isDeepGrey } from '#shared/look/stretchGrey.ts';
import { assertFrame, openVolume } from '#pixels/openVolume.ts';
import { rasterImage } from '#pixels/rasterImage.ts';
import { pageOf } from '#pixels/tiff/pageOf.ts';
import { flattenGrey } from './flattenGrey.ts';
import { pixelLimit } from './imageErrors.ts';

/** One image of a file, counted from 0. */
export interface FramePlace {
  readonly file: string;
  readonly frame: number;
}

/** An animation is one item: its first frame. */
export function openImage(source: string | Uint8Array, page = 0): Sharp {
  return sharp(source, { failOn: 'truncated', limitInputPixels: pixelLimit, page, pages: 1, sequentialRead: true });
}

/**
 * The upright pixels of a file as the page wants them: grey of 16 bits as it is, for the page to choose a window; grey of other depths
 * stretched to 8 bits, so that it isn't black; all else as 8-bit sRGB.
 * @param shrink made smaller before its depth is changed
 */
export async function toShown(place: FramePlace, shrink: (image: Sharp) => Sharp = (image) => image): Promise<Sharp> {
  const { file, frame } = place;
  const opened = await openVolume(file);
  if (opened) {
    assertFrame(opened.volume, frame);
    return shrink(rasterImage(await opened.volume.read(frame)));
  }
  const page = await pageOf(file, frame);
  const metadata = await sharp(file, { limitInputPixels: pixelLimit, page, pages: 1 }).metadata();
  const upright = shrink(openImage(file, page).autoOrient());
  if (hasSamples(metadata)) return upright.removeAlpha().toColourspace('grey16');
  if (!isDeepGrey(metadata)) return upright.toColourspace('srgb');
  return (await flattenGrey(upright)).toColourspace('srgb');
}
