import type { ValueScale } from '#shared/look/valueScale.ts';

/** Numbers of any range as samples of 16 bits, and what those stand for. */
export interface Sampled {
  readonly samples: Uint16Array;
  readonly scale: ValueScale;
}

const largest = 65_535;

export function rangeOf(numbers: ArrayLike<number>): { least: number; most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < numbers.length; at += 1) {
    const value = numbers[at] as number;
    if (value < least && value !== Number.NEGATIVE_INFINITY) least = value;
    if (value > most && value !== Number.POSITIVE_INFINITY) most = value;
  }
  return least <= most ? { least, most } : { least: 0, most: 0 };
}

/**
 * Whole numbers within 65,536 of each other are kept as they are, moved so that `least` is 0; others come to the nearest of 65,536 steps
 * between `least` and `most`. What is no number is the least.
 */
export function toSamples(
  numbers: ArrayLike<number>,
  { least, most }: { least: number; most: number },
  isWhole: boolean,
): Sampled {
  const samples = new Uint16Array(numbers.length);
  const step = isWhole && most - least <= largest ? 1 : (most - least) / largest || 1;
  for (let at = 0; at < numbers.length; at += 1) {
    const value = numbers[at] as number;
    samples[at] = value > least ? Math.min(largest, Math.round((value - least) / step)) : 0;
  }
  return { samples, scale: { slope: step, intercept: least } };
}

/** What samples stand for after the numbers behind them were given another meaning, `slope * number + intercept`. */
export const rescale = (scale: ValueScale, slope: number, intercept: number): ValueScale => ({
  slope: scale.slope * slope,
  intercept: scale.intercept * slope + intercept,
});

/** The same picture with black and white exchanged, each sample standing for what it stood for. */
export function turnAround({ samples, scale }: Sampled): Sampled {
  const most = rangeOf(samples).most;
  return {
    samples: samples.map((sample) => most - sample),
    scale: { slope: -scale.slope, intercept: scale.intercept + scale.slope * most },
  };
}
