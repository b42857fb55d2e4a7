import type { QuantizedVector } from '../model/embedding.ts';

const largest = 127;

/**
 * The largest number becomes 127 or -127; none is off by more than half of `scale`. Rounding is noise of scale / sqrt(12) a
 * number: the cosine of two vectors of n numbers is off by about n / 440^2 where one number outweighs all others, and by far less
 * for what models give.
 */
export function quantizeVector(vector: Float32Array): QuantizedVector {
  const high = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = high === 0 ? 1 : high / largest;
  return { scale, values: Int8Array.from(vector, (value) => Math.round(value / scale)) };
}
