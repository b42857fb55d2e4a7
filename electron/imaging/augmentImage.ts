import { compose, determinant, scaling } from '#shared/geometry/affine.ts';
import type { Affine } from '#shared/geometry/affine.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { AugmentPlan } from '#shared/model/augment/augmentPlan.ts';
import type { PictureEncoding } from '#shared/model/exportOptions.ts';
import { encodePicture } from './encodePicture.ts';
import { toImageError } from './imageErrors.ts';
import { pixelsImage, seenPixels } from './seenPixels.ts';
import type { SeenPixels } from './seenPixels.ts';
import type { FramePlace } from './toShown.ts';
import { addNoise, applyTone, emptyGrey, warpInto } from './warpPixels.ts';

/** What is shown smaller than this is made smaller first, by all of its pixels: single ones would flicker. */
const shrinkBelow = 0.75;

/** An image at about the size that it has in the copy, and the way from there. */
async function readFor(
  place: FramePlace,
  size: Size,
  affine: Affine,
): Promise<{ readonly pixels: SeenPixels; readonly affine: Affine }> {
  const scale = Math.sqrt(Math.abs(determinant(affine)));
  if (scale >= shrinkBelow) return { pixels: await seenPixels(place), affine };
  const small = { width: Math.ceil(size.width * scale), height: Math.ceil(size.height * scale) };
  const grow = scaling(size.width / small.width, size.height / small.height);
  return { pixels: await seenPixels(place, small), affine: compose(affine, grow) };
}

/** An image of the copy could not be read; `source` says which. */
export class SourceError extends Error {
  readonly source: number;
  constructor(source: number, cause: unknown) {
    super('an image of the copy can not be read', { cause });
    this.source = source;
  }
}

/**
 * A changed copy: see ImagingApi.augment.
 * @param sources with the sizes of their upright images, as the plan numbers them
 * @throws {SourceError} with image.*, dicom.*, nifti.* as its cause
 */
export async function augmentPixels(sources: readonly (FramePlace & Size)[], plan: AugmentPlan): Promise<SeenPixels> {
  const read: { pixels: SeenPixels; affine: Affine }[] = [];
  for (const part of plan.parts) {
    const source = sources[part.source];
    if (!source) throw new SourceError(part.source, new Error('the plan has more images than are there'));
    try {
      read.push(await readFor(source, source, part.affine));
    } catch (error) {
      throw new SourceError(part.source, toImageError(error));
    }
  }
  const { width, height } = plan;
  const channels = read.every(({ pixels }) => pixels.channels === 1) ? 1 : 3;
  const copy: SeenPixels = { width, height, channels, data: new Uint8Array(width * height * channels).fill(emptyGrey) };
  for (const [at, { pixels, affine }] of read.entries()) {
    const cell = plan.parts[at]?.cell;
    if (cell) warpInto(copy, pixels, affine, cell);
  }
  if (plan.tone) applyTone(copy, plan.tone);
  if (plan.noise) addNoise(copy, plan.noise);
  return copy;
}

/** @param mostSidePx the copy is made smaller than this when it is made; absent: it stays as large as it is */
export async function augmentImage(
  sources: readonly (FramePlace & Size)[],
  plan: AugmentPlan,
  outPath: string,
  encoding: PictureEncoding,
  mostSidePx?: number,
): Promise<void> {
  const copy = pixelsImage(await augmentPixels(sources, plan));
  const within = { width: mostSidePx, height: mostSidePx, fit: 'inside', withoutEnlargement: true } as const;
  await encodePicture(mostSidePx === undefined ? copy : copy.resize(within), outPath, encoding);
}
