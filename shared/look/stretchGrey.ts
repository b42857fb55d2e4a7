import type { GreyMeaning } from './deepPng.ts';
import { measureLevels } from './greyLevels.ts';
import type { WindowChoice } from './greyWindow.ts';
import { greyTable } from './greyTable.ts';
import { neutralAdjust } from './photoAdjust.ts';

/**
 * Grey of more than 8 bits as grey of 8, in the automatic window: 12 bits stored in 16 would be nearly black otherwise.
 * @param meaning what its samples stand for, and the window that its file asks for
 * @param window another one
 */
export function stretchGrey(
  deep: Uint16Array,
  meaning: GreyMeaning = {},
  window: WindowChoice = 'automatic',
): Uint8Array {
  const table = greyTable({ ...neutralAdjust, window }, { ...measureLevels(deep), ...meaning });
  return Uint8Array.from(deep, (value) => table[value] as number);
}

/** What a decoder tells of an image (sharp, libvips). */
interface Depth {
  readonly space: string;
  readonly depth: string;
}

const isGrey = ({ space }: Depth): boolean => space === 'grey16' || space === 'b-w';

/** Whether an image is grey of more than 8 bits. */
export const isDeepGrey = (image: Depth): boolean => isGrey(image) && image.depth !== 'uchar';

/** Whether its samples are numbers of 16 bits: the page gets them as they are. */
export const hasSamples = (image: Depth): boolean => isGrey(image) && image.depth === 'ushort';
