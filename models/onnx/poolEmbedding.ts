import type { Penultimate } from './findPenultimate.ts';

/** Longer ones are no description but a picture. */
export const embeddingLengthAtMost = 16_384;

/**
 * A tensor of one image as a vector: `[1, channels, ...]` or `[..., channels]` with all places averaged.
 * @returns null when it has no numbers, more than `embeddingLengthAtMost`, or some that are none
 */
export function poolEmbedding(
  { dims, data }: { readonly dims: readonly number[]; readonly data: Float32Array },
  channels: Penultimate['channels'],
): Float32Array | null {
  const count = (channels === 'first' ? dims[1] : dims.at(-1)) ?? 0;
  const places = count > 0 ? data.length / count : 0;
  if (!Number.isInteger(places) || places < 1 || count > embeddingLengthAtMost) return null;
  const [next, step] = channels === 'first' ? [1, places] : [count, 1];
  const vector = new Float32Array(count);
  for (let channel = 0; channel < count; channel += 1) {
    let sum = 0;
    for (let place = 0; place < places; place += 1) sum += data[channel * step + place * next] ?? 0;
    vector[channel] = sum / places;
  }
  return vector.every(Number.isFinite) ? vector : null;
}
