import type { OutputTensor } from '#models/families/family.ts';

/** A score may differ by 2 points, a box of 640 pixels by 13: far less than a wrong kernel does, more than rounding. */
const tolerance = 0.02;
/** Of the numbers so many may be off: where two are almost equal, rounding decides which is chosen. */
const strayAtMost = 0.001;

const isClose = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * (1 + Math.abs(a));

/** Whether two devices said the same of a picture. */
export function outputsAgree(expected: readonly OutputTensor[], found: readonly OutputTensor[]): boolean {
  return expected.every(({ name, dims, data }) => {
    const other = found.find((one) => one.name === name);
    if (other?.dims.join() !== dims.join() || other.data.length !== data.length) return false;
    const stray = data.reduce((count, value, index) => count + (isClose(value, other.data[index] ?? NaN) ? 0 : 1), 0);
    return stray <= data.length * strayAtMost;
  });
}
