import type { ValueScale } from './valueScale.ts';

/** What values a deep grey image holds, as samples of 0..65,535. */
export interface GreyLevels {
  readonly darkest: number;
  /** Half of a hundredth of the pixels is darker than this. */
  readonly low: number;
  /** Between these two, half of the pixels are darker than this: the empty ground around an object doesn't count. */
  readonly middle: number;
  /** Half of a hundredth of the pixels is brighter than this. */
  readonly high: number;
  readonly brightest: number;
  /** What samples stand for; absent: for themselves. */
  readonly scale?: ValueScale;
  /** The window, in values, that the file asks for: the automatic one then. */
  readonly asked?: { readonly centre: number; readonly width: number };
}

/** A few hot or dead pixels, or a burnt-in mark, must not decide how all others are seen. */
const ignoredPart = 0.005;

export function measureLevels(samples: Uint16Array): GreyLevels {
  if (samples.length === 0) return { darkest: 0, low: 0, middle: 0, high: 0, brightest: 0 };
  const counts = new Uint32Array(65_536);
  for (const value of samples) counts[value] = (counts[value] as number) + 1;
  const [darkest, brightest] = [up(counts, 0), down(counts, 0)];
  const ignored = samples.length * ignoredPart;
  let [low, high] = [up(counts, ignored), down(counts, ignored)];
  // Nearly all pixels have one value: then the few others are what there is to see.
  if (low >= high) [low, high] = [darkest, brightest];
  const between = counts.slice(low + 1, high);
  const half = between.reduce((sum, count) => sum + count, 0) / 2;
  const middle = half > 0 ? low + 1 + up(between, Math.ceil(half) - 1) : high;
  return { darkest, low, middle, high, brightest };
}

/** The first value from below with which more pixels were passed than are ignored. */
function up(counts: Uint32Array, ignored: number): number {
  let value = 0;
  for (let passed = counts[0] as number; passed <= ignored; passed += counts[value] as number) value += 1;
  return value;
}

/** The same from above. */
function down(counts: Uint32Array, ignored: number): number {
  let value = counts.length - 1;
  for (let passed = counts[value] as number; passed <= ignored; passed += counts[value] as number) value -= 1;
  return value;
}
