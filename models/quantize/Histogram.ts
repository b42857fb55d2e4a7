import type { Range } from './affine.ts';

const bins = 4096;
/** Shares of the range that are tried, when the one is looked for that loses least. */
const shares = Array.from({ length: 36 }, (_, index) => 1 - index * 0.02);

/** How a range is chosen: all that was seen, or less of it, where the finer steps are worth more than what is cut off. */
export type RangeChoice = 'all' | 'leastError';

/**
 * How often each value of a tensor was seen, in the same memory however much is added: when a value lies outside, the bins
 * become twice as wide.
 */
export class Histogram {
  readonly #counts = new Float64Array(bins);
  /** The bins lie over [-reach, reach]. */
  #reach = 2 ** -20;
  #low = Infinity;
  #high = -Infinity;

  add(values: Float32Array): void {
    let [low, high] = [this.#low, this.#high];
    for (const value of values) {
      // NaN and infinite numbers are no place in a range.
      if (value < low && value !== -Infinity) low = value;
      if (value > high && value !== Infinity) high = value;
    }
    [this.#low, this.#high] = [low, high];
    while (Math.max(high, -low) > this.#reach && low <= high) this.#widen();
    const counts = this.#counts;
    const perUnit = bins / 2 / this.#reach;
    for (const value of values) {
      const at = Math.min(bins - 1, Math.floor(value * perUnit + bins / 2));
      if (at >= 0) counts[at] = (counts[at] as number) + 1;
    }
  }

  range(choice: RangeChoice): Range {
    if (this.#low > this.#high) return { low: 0, high: 0 };
    const all = { low: Math.min(0, this.#low), high: Math.max(0, this.#high) };
    if (choice === 'all') return all;
    const tried = shares.map((share) => {
      const range = { low: all.low * share, high: all.high * share };
      return { range, error: this.#error(range) };
    });
    return tried.reduce((best, next) => (next.error < best.error ? next : best)).range;
  }

  /** Summed squares: of half steps within the range (a step's square / 12), of what is cut off outside. */
  #error({ low, high }: Range): number {
    const perStep = ((high - low) / 255) ** 2 / 12;
    const width = (2 * this.#reach) / bins;
    let error = 0;
    for (let at = 0; at < bins; at += 1) {
      const count = this.#counts[at] as number;
      if (count === 0) continue;
      const value = (at + 0.5) * width - this.#reach;
      const cut = value > high ? value - high : value < low ? low - value : 0;
      error += count * (cut === 0 ? perStep : cut ** 2);
    }
    return error;
  }

  #widen(): void {
    const counts = this.#counts;
    const half = bins / 2;
    const merged = new Float64Array(bins);
    for (let at = 0; at < bins; at += 1)
      merged[(at >> 1) + half / 2] = (merged[(at >> 1) + half / 2] ?? 0) + (counts[at] as number);
    counts.set(merged);
    this.#reach *= 2;
  }
}
