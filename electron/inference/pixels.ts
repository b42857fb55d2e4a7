import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import { isDeepGrey, stretchGrey } from '#shared/look/stretchGrey.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { pageOf } from '#pixels/tiff/pageOf.ts';
import { assertFrame, openVolume } from '#pixels/openVolume.ts';
import { meaningOf } from '#pixels/raster.ts';
import { rasterImage } from '#pixels/rasterImage.ts';
import type { GreyMeaning } from '#shared/look/deepPng.ts';
import type { Placement } from '#models/families/placement.ts';
import type { Crop } from '#models/views/planViews.ts';

// The only file of this process that knows sharp. Images are decoded several at a time, each on one thread.
sharp.concurrency(1);
sharp.cache(false);

/** 8-bit pixels of the scaled image, interleaved; 3 channels, or 1 for a grey image or model. */
export interface ScaledPixels {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
}

/** How grey of more than 8 bits is made 8 for a model, as its card says: as a person sees it, where the card says nothing. */
function flatten(deep: Uint16Array, meaning: GreyMeaning, { window = 'preset' }: ModelCard['input']): Uint8Array {
  if (window === 'preset') return stretchGrey(deep, meaning);
  if (window === 'auto') return stretchGrey(deep, meaning.scale ? { scale: meaning.scale } : {});
  const [centre, width] = window;
  return stretchGrey(deep, meaning, { centre, width });
}

async function decodeDeepGrey(
  scaled: Sharp,
  input: ModelCard['input'],
  meaning: GreyMeaning = {},
): Promise<ScaledPixels> {
  const { data, info } = await scaled
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const deep = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return { data: flatten(deep, meaning, input), widthPx: info.width, heightPx: info.height, channels: info.channels };
}

/** A part of pixels at another size; both in pixels. */
export async function cropPixels(
  { data, widthPx, heightPx, channels }: ScaledPixels,
  [left, top, width, height]: Crop,
  size: { readonly width: number; readonly height: number },
): Promise<ScaledPixels> {
  const raw = { width: widthPx, height: heightPx, channels: channels as 1 | 3 };
  const cropped = await sharp(data, { raw, limitInputPixels: false })
    .extract({ left, top, width, height })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  return { data: cropped, widthPx: size.width, heightPx: size.height, channels };
}

/**
 * Decodes an image upright at the size the model wants it; a JPEG is decoded no larger than needed.
 * @param part only this of it, in pixels of the upright image; not of grey that is stretched by all of its pixels
 * @throws {AppError} image.unreadable, image.noFrame, dicom.*, nifti.*
 */
export async function decodePixels(
  { path, frame = 0, bitDepth }: Pick<ImageToPredict, 'path' | 'frame' | 'bitDepth'>,
  card: ModelCard,
  { contentWidthPx, contentHeightPx }: Pick<Placement, 'contentWidthPx' | 'contentHeightPx'>,
  part?: Crop,
): Promise<ScaledPixels> {
  try {
    const resize = (image: Sharp): Sharp =>
      image.resize(contentWidthPx, contentHeightPx, { fit: 'fill', kernel: 'linear' });
    const opened = await openVolume(path);
    const raster = opened && (assertFrame(opened.volume, frame), await opened.volume.read(frame));
    if (raster?.kind === 'grey')
      return await decodeDeepGrey(resize(rasterImage(raster)), card.input, meaningOf(raster));
    const page = frame === 0 || raster ? 0 : await pageOf(path, frame);
    const image = raster
      ? rasterImage(raster)
      : sharp(path, { failOn: 'truncated', limitInputPixels: false, page, pages: 1, sequentialRead: true });
    const upright = image.autoOrient();
    if (part) upright.extract({ left: part[0], top: part[1], width: part[2], height: part[3] });
    const scaled = resize(upright);
    // Only then is the header read once more: most images have 8 bits, and are many.
    if (
      bitDepth !== null &&
      bitDepth > 8 &&
      isDeepGrey(await sharp(path, { page, pages: 1, limitInputPixels: false }).metadata())
    )
      return await decodeDeepGrey(scaled, card.input);
    const { data, info } = await scaled
      .flatten({ background: '#ffffff' })
      .toColourspace(card.input.channels === 'GRAY' ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, widthPx: info.width, heightPx: info.height, channels: info.channels };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const [reason = 'unknown reason'] = (error as Error).message.split('\n');
    throw new AppError('image.unreadable', { reason }, { cause: error });
  }
}
