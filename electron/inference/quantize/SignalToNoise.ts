import type { OutputTensor } from '#models/families/family.ts';

type Outputs = readonly Pick<OutputTensor, 'name' | 'data'>[];

/** Sums of squares by output: of what a model says, and of what another says otherwise. */
export class SignalToNoise {
  readonly #sums = new Map<string, { signal: number; noise: number }>();

  add(expected: Outputs, found: Outputs): void {
    for (const { name, data } of expected) {
      const other = found.find((one) => one.name === name)?.data ?? [];
      const sum = this.#sums.get(name) ?? { signal: 0, noise: 0 };
      for (let at = 0; at < data.length; at += 1) {
        const value = data[at] as number;
        const difference = value - (other[at] ?? 0);
        // What is marked as impossible with -Infinity is so in both.
        if (!Number.isFinite(value) || !Number.isFinite(difference)) continue;
        sum.signal += value ** 2;
        sum.noise += difference ** 2;
      }
      this.#sums.set(name, sum);
    }
  }

  /** Of the output that suffers most, in decibels; Infinity where all say the same. */
  get decibels(): number {
    const ratios = [...this.#sums.values()].map(({ signal, noise }) => (noise === 0 ? Infinity : signal / noise));
    return 10 * Math.log10(Math.min(Infinity, ...ratios));
  }
}
