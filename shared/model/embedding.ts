/** A vector in a byte a number: each is `values[i] * scale`. */
export interface QuantizedVector {
  readonly scale: number;
  readonly values: Int8Array;
}

/** What is cut out of an image: x, y, width, height in upright pixels, whole numbers within the image. */
export type Region = readonly [x: number, y: number, width: number, height: number];
