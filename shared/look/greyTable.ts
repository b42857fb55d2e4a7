import { createTone } from './adjustPixels.ts';
import type { GreyLevels } from './greyLevels.ts';
import { chooseWindow, showInWindow, toSampleWindow } from './greyWindow.ts';
import type { PhotoAdjust } from './photoAdjust.ts';

/** How many values a sample of 16 bits can have. */
export const greyValues = 65_536;

/**
 * What each value of a deep grey image becomes on the screen: the window first, then the other settings, rounded to 8 bits once, at
 * the end. Grey has no colours: saturation and channel change nothing.
 */
export function greyTable(adjust: PhotoAdjust, levels: GreyLevels): Uint8ClampedArray {
  const window = toSampleWindow(chooseWindow(adjust.window, levels), levels);
  const tone = createTone(adjust);
  const table = new Uint8ClampedArray(greyValues);
  for (let value = 0; value < greyValues; value += 1) table[value] = tone(showInWindow(window, value)) * 255;
  return table;
}

/** The same as opaque pixels of a canvas. */
export function greyShades(adjust: PhotoAdjust, levels: GreyLevels): Uint32Array {
  return Uint32Array.from(greyTable(adjust, levels), (grey) => 0xff_00_00_00 + grey * 0x01_01_01);
}
