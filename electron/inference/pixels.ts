import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import { isDeepGrey, stretchGrey } from '#shared/look/stretchGrey.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
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

/** Grey of more than 8 bits, as a person sees it. */
async function decodeDeepGrey(scaled: Sharp): Promise<ScaledPixels> {
  const { data, info } = await scaled
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const deep = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return { data: stretchGrey(deep), widthPx: info.width, heightPx: info.height, channels: info.channels };
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
 * @throws {AppError} image.unreadable
 */
export async function decodePixels(
  { path, bitDepth }: Pick<ImageToPredict, 'path' | 'bitDepth'>,
  card: ModelCard,
  { contentWidthPx, contentHeightPx }: Pick<Placement, 'contentWidthPx' | 'contentHeightPx'>,
  part?: Crop,
): Promise<ScaledPixels> {
  try {
    const image = sharp(path, { failOn: 'truncated', limitInputPixels: false, pages: 1, sequentialRead: true });
    const upright = image.autoOrient();
    if (part) upright.extract({ left: part[0], top: part[1], width: part[2], height: part[3] });
    const scaled = upright.resize(contentWidthPx, contentHeightPx, { fit: 'fill', kernel: 'linear' });
    // Only then is the header read once more: most images have 8 bits, and are many.
    if (
      bitDepth !== null &&
      bitDepth > 8 &&
      isDeepGrey(await sharp(path, { pages: 1, limitInputPixels: false }).metadata())
    )
      return await decodeDeepGrey(scaled);
    const { data, info } = await scaled
      .flatten({ background: '#ffffff' })
      .toColourspace(card.input.channels === 'GRAY' ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, widthPx: info.width, heightPx: info.height, channels: info.channels };
  } catch (error) {
    const [reason = 'unknown reason'] = (error as Error).message.split('\n');
    throw new AppError('image.unreadable', { reason }, { cause: error });
  }
}
