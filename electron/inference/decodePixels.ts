import sharp from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Placement } from '#models/families/placement.ts';

/** 8-bit pixels of the scaled image, interleaved; 3 channels, or 1 for a grey model. */
export interface ScaledPixels {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
}

/**
 * Decodes an image upright at the size the model wants it; a JPEG is decoded no larger than needed.
 * @throws {AppError} image.unreadable
 */
export async function decodePixels(file: string, card: ModelCard, placement: Placement): Promise<ScaledPixels> {
  const { contentWidthPx, contentHeightPx } = placement;
  const isGrey = card.input.channels === 'GRAY';
  try {
    const { data, info } = await sharp(file, {
      failOn: 'truncated',
      limitInputPixels: false,
      pages: 1,
      sequentialRead: true,
    })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(contentWidthPx, contentHeightPx, { fit: 'fill', kernel: 'linear' })
      .toColourspace(isGrey ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, widthPx: info.width, heightPx: info.height, channels: info.channels };
  } catch (error) {
    const [reason = 'unknown reason'] = (error as Error).message.split('\n');
    throw new AppError('image.unreadable', { reason }, { cause: error });
  }
}
