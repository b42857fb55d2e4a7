import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import type { Region } from '#shared/model/embedding.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { placeImage } from '#models/families/placement.ts';
import type { Placement } from '#models/families/placement.ts';
import { decodePixels } from './pixels.ts';
import type { ScaledPixels } from './pixels.ts';

/** Larger images are not held in memory as a whole: each region is read from the file. */
const heldPixelsAtMost = 24_000_000;

export interface RegionPixels {
  readonly pixels: ScaledPixels;
  readonly placement: Placement;
}

async function finish(source: Sharp, region: Region, card: ModelCard, isGrey: boolean): Promise<RegionPixels> {
  const [left, top, width, height] = region;
  const placement = placeImage(card, width, height);
  const { data, info } = await source
    .extract({ left, top, width, height })
    .resize(placement.contentWidthPx, placement.contentHeightPx, { fit: 'fill', kernel: 'linear' })
    .flatten({ background: '#ffffff' })
    .toColourspace(isGrey ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: { data, widthPx: info.width, heightPx: info.height, channels: info.channels }, placement };
}

/**
 * Cuts regions out of an image, each scaled as the model wants a whole image.
 * @param item upright; regions are in its pixels, whole numbers within it
 * @throws {AppError} image.unreadable
 */
export async function openRegions(
  item: ImageToPredict,
  card: ModelCard,
): Promise<(region: Region) => Promise<RegionPixels>> {
  const { path, widthPx, heightPx } = item;
  const isGrey = card.input.channels === 'GRAY';
  const unreadable = (error: unknown): never => {
    const [reason = 'unknown reason'] = (error as Error).message.split('\n');
    throw new AppError('image.unreadable', { reason }, { cause: error });
  };
  if (widthPx * heightPx > heldPixelsAtMost) {
    return (region) =>
      finish(sharp(path, { limitInputPixels: false, pages: 1 }).autoOrient(), region, card, isGrey).catch(unreadable);
  }
  const asItIs: ModelCard = { ...card, input: { ...card.input, widthPx, heightPx, resize: 'stretch' } };
  const whole = await decodePixels(item, asItIs, placeImage(asItIs, widthPx, heightPx));
  const raw = { width: whole.widthPx, height: whole.heightPx, channels: whole.channels as 1 | 3 };
  return (region) => finish(sharp(whole.data, { raw }), region, card, whole.channels === 1).catch(unreadable);
}
