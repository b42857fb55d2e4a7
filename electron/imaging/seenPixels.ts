import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Size } from '#shared/geometry/viewTransform.ts';
import { isDeepGrey } from '#shared/look/stretchGrey.ts';
import { assertFrame, openVolume } from '#pixels/openVolume.ts';
import { meaningOf } from '#pixels/raster.ts';
import { rasterImage } from '#pixels/rasterImage.ts';
import { pageOf } from '#pixels/tiff/pageOf.ts';
import { flattenGrey } from './flattenGrey.ts';
import { pixelLimit } from './imageErrors.ts';
import { openImage } from './toShown.ts';
import type { FramePlace } from './toShown.ts';

/** Upright pixels of 8 bits, row by row; one channel for grey, else red, green, blue. */
export interface SeenPixels extends Size {
  readonly data: Uint8Array;
  readonly channels: 1 | 3;
}

/**
 * An image as a person sees it: upright, of 8 bits, grey of more in the automatic window of all its pixels, without transparency.
 * @throws {AppError} image.*, dicom.*, nifti.*
 */
export async function seenImage({ file, frame }: FramePlace): Promise<Sharp> {
  const opened = await openVolume(file);
  if (opened) {
    assertFrame(opened.volume, frame);
    const raster = await opened.volume.read(frame);
    const image = rasterImage(raster);
    return raster.kind === 'grey' ? (await flattenGrey(image, meaningOf(raster))).toColourspace('b-w') : image;
  }
  const page = await pageOf(file, frame);
  const metadata = await sharp(file, { limitInputPixels: pixelLimit, page, pages: 1 }).metadata();
  const upright = openImage(file, page).autoOrient();
  if (isDeepGrey(metadata)) return (await flattenGrey(upright)).toColourspace('b-w');
  return upright.removeAlpha().toColourspace(metadata.space === 'b-w' ? 'b-w' : 'srgb');
}

/** @param size another one, for what is shown smaller */
export async function seenPixels(place: FramePlace, size?: Size): Promise<SeenPixels> {
  const image = await seenImage(place);
  const sized = size ? image.resize(size.width, size.height, { fit: 'fill' }) : image;
  const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3 };
}

export const pixelsImage = ({ data, width, height, channels }: SeenPixels): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: pixelLimit }).toColourspace(
    channels === 1 ? 'b-w' : 'srgb',
  );
