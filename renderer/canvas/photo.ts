import type { Size } from '#shared/geometry/viewTransform.ts';
import type { GreyLevels } from '#shared/look/greyLevels.ts';
import { greyShades } from '#shared/look/greyTable.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { isEqualAdjust } from '#shared/look/photoAdjust.ts';

/** Grey of 16 bits, row by row. */
export interface Samples {
  readonly samples: Uint16Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** The samples of a whole image, or of the overview of one that has tiles. */
export interface DeepGrey extends Samples {
  readonly levels: GreyLevels;
}

export interface Photo {
  /** As the file has it; deep grey in its automatic window. */
  readonly bitmap: ImageBitmap;
  /** null: it has 8 bits, and the bitmap is all of it. */
  readonly deep: DeepGrey | null;
}

const known = new WeakMap<DeepGrey, { readonly adjust: PhotoAdjust; readonly shades: Uint32Array }>();

/** What each value looks like; the last settings of each image are remembered, since several layers paint with them. */
export function shadesOf(deep: DeepGrey, adjust: PhotoAdjust): Uint32Array {
  const last = known.get(deep);
  if (last && isEqualAdjust(last.adjust, adjust)) return last.shades;
  const shades = greyShades(adjust, deep.levels);
  known.set(deep, { adjust, shades });
  return shades;
}

/** The value of one pixel. */
export interface PhotoSample {
  readonly value: number;
  /** Otherwise it is the middle of several: its own tile isn't there. */
  readonly isExact: boolean;
}

/** The value of deep grey at a pixel of the image, from its samples or those of its overview. */
export function sampleOf(deep: DeepGrey, image: Size, x: number, y: number): PhotoSample | null {
  const [across, down] = [deep.width / image.width, deep.height / image.height];
  const value = deep.samples[Math.floor(y * down) * deep.width + Math.floor(x * across)];
  return value === undefined ? null : { value, isExact: across === 1 && down === 1 };
}
