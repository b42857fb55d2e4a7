/** A longer side is a mistake in a file: no model for labeling takes it. The schema of cards says the same. */
export const sideAtMostPx = 8192;
/** Numbers of one input: some 4,700 pixels square in colour, 256 MB of float32. */
export const inputValuesAtMost = 2 ** 26;
/** Numbers of all outputs for one image: 512 MB of float32. */
export const outputValuesAtMost = 2 ** 27;

/** How many numbers a tensor of this shape holds at least: a dynamic size counts as 1. */
export const countValues = (shape: readonly (number | string)[]): number =>
  shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), 1);
