import { AppError } from '#shared/contract/errors.ts';
import type { RunItem } from '../../db/runs.ts';

export interface SplitImages {
  /** The ranges of numbers are taken from these. */
  readonly calibration: readonly RunItem[];
  /** Of these, the ones that decide which way of quantizing is taken. */
  readonly choosing: readonly RunItem[];
  /** What came out is measured on these, which nothing was chosen by. */
  readonly heldBack: readonly RunItem[];
}

const choosingAtMost = 64;
const heldBackAtMost = 100;
export const imagesNeeded = 6;

/** How many images `splitImages` has a use for. */
export const imagesWanted = (calibration: number): number => calibration + Math.min(calibration, heldBackAtMost);

/**
 * A third of the images, and as many as are calibrated on where there are enough, is held back.
 * @param images in an order that follows nothing about them
 * @throws {AppError} quantize.tooFewImages
 */
export function splitImages(images: readonly RunItem[], wanted: number): SplitImages {
  if (images.length < imagesNeeded)
    throw new AppError('quantize.tooFewImages', { needed: imagesNeeded, found: images.length });
  const held = Math.min(heldBackAtMost, Math.max(Math.floor(images.length / 3), images.length - wanted));
  const calibration = images.slice(held, held + wanted);
  return { heldBack: images.slice(0, held), calibration, choosing: calibration.slice(0, choosingAtMost) };
}
