import { seededRandom } from '#shared/base/seededRandom.ts';
import { invertAffine } from '#shared/geometry/affine.ts';
import type { Affine } from '#shared/geometry/affine.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import type { Noise, Tone } from '#shared/model/augment/augmentPlan.ts';
import type { SeenPixels } from './seenPixels.ts';

/** Where there is no image: the grey that detectors are trained with around theirs (Ultralytics, letterbox). */
export const emptyGrey = 114;
const middleGrey = 128;

/**
 * Draws an image into a cell of another one by an affine map, in between pixels by their four neighbours (bilinear). Written out, and not
 * left to a library, so that the same numbers give the same pixels on every machine and exactly those places that labels are moved to.
 */
export function warpInto(
  target: SeenPixels,
  source: SeenPixels,
  affine: Affine,
  [left, top, width, height]: Box,
): void {
  const { xx, xy, yx, yy, x0: moveX, y0: moveY } = invertAffine(affine);
  const { channels, data: to, width: toWidth } = target;
  const { data: from, width: fromWidth, height: fromHeight } = source;
  // Grey is the same in each channel.
  const [step, next] = [source.channels, source.channels === 1 ? 0 : 1];
  for (let y = top; y < top + height; y += 1) {
    for (let x = left; x < left + width; x += 1) {
      const fromX = xx * (x + 0.5) + xy * (y + 0.5) + moveX;
      const fromY = yx * (x + 0.5) + yy * (y + 0.5) + moveY;
      if (fromX < 0 || fromY < 0 || fromX >= fromWidth || fromY >= fromHeight) continue;
      // Pixel centres lie at a half: between which of them it lies, and how far.
      const column = Math.floor(fromX - 0.5);
      const row = Math.floor(fromY - 0.5);
      const across = fromX - 0.5 - column;
      const down = fromY - 0.5 - row;
      const x0 = Math.max(0, column) * step;
      const x1 = Math.min(fromWidth - 1, column + 1) * step;
      const y0 = Math.max(0, row) * fromWidth * step;
      const y1 = Math.min(fromHeight - 1, row + 1) * fromWidth * step;
      const place = (y * toWidth + x) * channels;
      for (let channel = 0, by = 0; channel < channels; channel += 1, by += next) {
        const upper = (from[y0 + x0 + by] as number) * (1 - across) + (from[y0 + x1 + by] as number) * across;
        const lower = (from[y1 + x0 + by] as number) * (1 - across) + (from[y1 + x1 + by] as number) * across;
        to[place + channel] = Math.round(upper * (1 - down) + lower * down);
      }
    }
  }
}

const toByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

/** In place. Grey is the luma of ITU-R BT.601. */
export function applyTone({ data, channels }: SeenPixels, { brightness, contrast, saturation }: Tone): void {
  const tone = (value: number): number => toByte(((value - middleGrey) * contrast + middleGrey) * brightness);
  if (channels === 1) {
    for (let at = 0; at < data.length; at += 1) data[at] = tone(data[at] as number);
    return;
  }
  for (let at = 0; at < data.length; at += 3) {
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    data[at] = tone(grey + (red - grey) * saturation);
    data[at + 1] = tone(grey + (green - grey) * saturation);
    data[at + 2] = tone(grey + (blue - grey) * saturation);
  }
}

/** In place: the sum of four even numbers, which is close to normal and needs whole numbers alone (Irwin and Hall). */
export function addNoise({ data }: SeenPixels, { deviation, seed }: Noise): void {
  const random = seededRandom(seed);
  // Four bytes of one number; a byte's even distribution has the variance (256² - 1) / 12.
  const scale = deviation / Math.sqrt((4 * (256 * 256 - 1)) / 12);
  for (let at = 0; at < data.length; at += 1) {
    const bits = Math.floor(random() * 4_294_967_296);
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    data[at] = toByte((data[at] as number) + (sum - 510) * scale);
  }
}
