/** Vectors of one model, packed: row by row in `values`. */
export interface VectorBlock {
  readonly dims: number;
  readonly itemIds: Int32Array;
  /** Empty: the whole image. */
  readonly objectIds: readonly string[];
  readonly values: Int8Array;
  /** One over the length of each row; 0 of a row of zeros. */
  readonly inverseLengths: Float32Array;
}

export interface Neighbour {
  readonly itemId: number;
  readonly objectId: string;
  /** Cosine, -1..1. */
  readonly similarity: number;
}

/**
 * Whole numbers below 128 squared: 100,000 of them fit a 32-bit sum, which the engine adds without turning them into floats. Four
 * sums side by side don't wait for each other.
 */
function dot(a: Int8Array, b: Int8Array, from: number): number {
  const { length } = a;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < length; at += 4) {
    s0 = (s0 + (a[at] as number) * (b[from + at] as number)) | 0;
    s1 = (s1 + (a[at + 1] as number) * (b[from + at + 1] as number)) | 0;
    s2 = (s2 + (a[at + 2] as number) * (b[from + at + 2] as number)) | 0;
    s3 = (s3 + (a[at + 3] as number) * (b[from + at + 3] as number)) | 0;
  }
  for (; at < length; at += 1) s0 = (s0 + (a[at] as number) * (b[from + at] as number)) | 0;
  return s0 + s1 + s2 + s3;
}

export const inverseLengthOf = (values: Int8Array, from = 0, dims = values.length): number => {
  const row = values.subarray(from, from + dims);
  const square = dot(row, row, 0);
  return square === 0 ? 0 : 1 / Math.sqrt(square);
};

/** Puts a neighbour into a list that is sorted, the nearest first, and has `atMost` entries. */
function insert(nearest: Neighbour[], one: Neighbour, atMost: number): void {
  let [low, high] = [0, nearest.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nearest[middle]?.similarity ?? 0) >= one.similarity) low = middle + 1;
    else high = middle;
  }
  nearest.splice(low, 0, one);
  if (nearest.length > atMost) nearest.pop();
}

/**
 * The rows that point most nearly the same way as `query`, by cosine, the nearest first; equally near ones in the order they came.
 * Every row is looked at.
 */
export function findNearest(query: Int8Array, blocks: Iterable<VectorBlock>, atMost: number): Neighbour[] {
  const nearest: Neighbour[] = [];
  const ownInverse = inverseLengthOf(query);
  let lowest = -Infinity;
  for (const { dims, itemIds, objectIds, values, inverseLengths } of blocks) {
    if (dims !== query.length) continue;
    for (let row = 0; row < itemIds.length; row += 1) {
      const similarity = dot(query, values, row * dims) * ownInverse * (inverseLengths[row] as number);
      if (nearest.length === atMost && similarity <= lowest) continue;
      insert(nearest, { itemId: itemIds[row] as number, objectId: objectIds[row] ?? '', similarity }, atMost);
      lowest = nearest.at(-1)?.similarity ?? -Infinity;
    }
  }
  return nearest;
}
