import type { VectorBlock } from '../embeddings/neighbours.ts';

/** Numbers that are multiplied before it is looked whether a pair can still be alike. */
const stepLength = 32;

/** Vectors of one length, one after the other. */
export interface Vectors {
  readonly dims: number;
  readonly itemIds: Int32Array;
  readonly values: Int8Array;
}

/** Those of the images that `isWanted`. */
export function gatherVectors(blocks: Iterable<VectorBlock>, isWanted: (itemId: number) => boolean): Vectors {
  const kept: { readonly itemId: number; readonly values: Int8Array }[] = [];
  let dims = 0;
  for (const block of blocks) {
    dims ||= block.dims;
    if (block.dims !== dims) continue;
    for (const [row, itemId] of block.itemIds.entries())
      if (isWanted(itemId)) kept.push({ itemId, values: block.values.subarray(row * dims, (row + 1) * dims) });
  }
  const values = new Int8Array(kept.length * dims);
  for (const [at, one] of kept.entries()) values.set(one.values, at * dims);
  return { dims, itemIds: Int32Array.from(kept, ({ itemId }) => itemId), values };
}

/** Length of what is left of each vector behind each step; the whole length first. */
function restLengths({ dims, itemIds, values }: Vectors): Float64Array {
  const steps = Math.ceil(dims / stepLength);
  const rests = new Float64Array(itemIds.length * (steps + 1));
  for (let row = 0; row < itemIds.length; row += 1) {
    let square = 0;
    for (let step = steps - 1; step >= 0; step -= 1) {
      const end = row * dims + Math.min(dims, (step + 1) * stepLength);
      for (let at = row * dims + step * stepLength; at < end; at += 1) square += (values[at] as number) ** 2;
      rests[row * (steps + 1) + step] = Math.sqrt(square);
    }
  }
  return rests;
}

/** Cosine of two of them; 0 where one is nothing but zeros. */
export function cosineOf({ dims, values }: Vectors, a: number, b: number): number {
  let [product, left, right] = [0, 0, 0];
  for (let at = 0; at < dims; at += 1) {
    const [x, y] = [values[a * dims + at] as number, values[b * dims + at] as number];
    product += x * y;
    left += x * x;
    right += y * y;
  }
  return left === 0 || right === 0 ? 0 : product / Math.sqrt(left * right);
}

/**
 * All pairs whose cosine is at least so much. Each is looked at, but most only a little: what is left of two vectors can't add more to
 * their product than the product of its lengths (Cauchy and Schwarz).
 * @param look called often, with the vectors that are done; what it throws ends the work
 */
export function eachSimilarPair(
  vectors: Vectors,
  atLeast: number,
  onPair: (a: number, b: number) => void,
  look: (done: number) => void,
): void {
  const { dims, values } = vectors;
  const count = vectors.itemIds.length;
  const rests = restLengths(vectors);
  const stride = Math.ceil(dims / stepLength) + 1;
  for (let a = 0; a < count; a += 1) {
    look(a);
    const lengthOfA = rests[a * stride] as number;
    for (let b = a + 1; b < count; b += 1) {
      // A hair less: what is exactly as much must not be lost to rounding.
      const wanted = atLeast * lengthOfA * (rests[b * stride] as number) * (1 - 1e-12);
      if (wanted === 0) continue;
      let product = 0;
      let isAlike = true;
      for (let step = 0; isAlike && step < stride - 1; step += 1) {
        const end = Math.min(dims, (step + 1) * stepLength);
        for (let at = step * stepLength; at < end; at += 1)
          product = (product + (values[a * dims + at] as number) * (values[b * dims + at] as number)) | 0;
        const most = (rests[a * stride + step + 1] as number) * (rests[b * stride + step + 1] as number);
        isAlike = product + most >= wanted;
      }
      if (isAlike) onPair(a, b);
    }
  }
}
