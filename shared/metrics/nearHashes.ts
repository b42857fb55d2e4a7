/** Hashes of 64 bits, as two halves of 32 each. */
export interface Hashes {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** How many bits are set. Source: Warren, "Hacker's Delight", 5-1. */
function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** In how many of the 64 bits two hashes differ. */
export function hashDistance({ low, high }: Hashes, a: number, b: number): number {
  return countBits((low[a] as number) ^ (low[b] as number)) + countBits((high[a] as number) ^ (high[b] as number));
}

/** `width` bits of a hash, 32 at most, from bit `from` on. */
function bitsOf({ low, high }: Hashes, at: number, from: number, width: number): number {
  const [l, h] = [low[at] as number, high[at] as number];
  const word = from >= 32 ? h >>> (from - 32) : from === 0 ? l : (l >>> from) | (h << (32 - from));
  return width === 32 ? word >>> 0 : (word & (2 ** width - 1)) >>> 0;
}

/** Which hashes have these bits in common: lists of two and more. */
function bucketsOf(hashes: Hashes, from: number, width: number): number[][] {
  const buckets = new Map<number, number[]>();
  for (let at = 0; at < hashes.low.length; at += 1) {
    const bits = bitsOf(hashes, at, from, width);
    const bucket = buckets.get(bits);
    if (bucket) bucket.push(at);
    else buckets.set(bits, [at]);
  }
  return [...buckets.values()].filter(({ length }) => length > 1);
}

/**
 * All pairs of hashes that differ in at most `distance` bits. The 64 bits are parted into `distance` + 1 bands: at least one of them is
 * the same in both of a pair, so that only hashes with a band in common are compared. A pair may be told several times.
 * @param look called often, with the part of the work that is done, 0..1; what it throws ends the work
 */
export function eachNearPair(
  hashes: Hashes,
  distance: number,
  onPair: (a: number, b: number) => void,
  look: (done: number) => void,
): void {
  // Wider than a word a band could not be.
  const bands = Math.max(2, distance + 1);
  for (let band = 0; band < bands; band += 1) {
    const [from, to] = [Math.floor((64 * band) / bands), Math.floor((64 * (band + 1)) / bands)];
    for (const bucket of bucketsOf(hashes, from, to - from))
      for (const [at, a] of bucket.entries()) {
        if (at % 64 === 0) look(band / bands);
        for (let other = at + 1; other < bucket.length; other += 1) {
          const b = bucket[other] as number;
          if (hashDistance(hashes, a, b) <= distance) onPair(a, b);
        }
      }
  }
}
