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

const bands = 4;
const bandBits = 16;
const bandSize = 2 ** bandBits;

/** The bits of each hash in one of the four bands. */
function bandOf({ low, high }: Hashes, band: number): Uint16Array {
  const words = band < 2 ? low : high;
  return Uint16Array.from(words, (word) => (band % 2 === 0 ? word : word >>> bandBits));
}

/** All patterns of 16 bits of which at most so many are set. */
function patternsWithin(most: number): number[] {
  return Array.from({ length: bandSize }, (_, pattern) => pattern).filter((pattern) => countBits(pattern) <= most);
}

/** Hashes by what their band holds: those of `key` are `order[starts[key]]` up to `order[starts[key + 1]]`. */
function sortByBand(keys: Uint16Array): { readonly starts: Uint32Array; readonly order: Uint32Array } {
  const starts = new Uint32Array(bandSize + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] as number) + 1;
  for (let key = 0; key < bandSize; key += 1) starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
  const free = starts.slice();
  const order = new Uint32Array(keys.length);
  for (const [at, key] of keys.entries()) {
    order[free[key] as number] = at;
    free[key] = (free[key] as number) + 1;
  }
  return { starts, order };
}

/**
 * All pairs of hashes that differ in at most `distance` bits. The 64 bits are parted into four bands: in one of them a pair differs in a
 * quarter of the distance at most, so that only hashes with nearly the same band are compared. A pair may be told several times.
 * Source: Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", 2012.
 * @param look called often, with the part of the work that is done, 0..1; what it throws ends the work
 */
export function eachNearPair(
  hashes: Hashes,
  distance: number,
  onPair: (a: number, b: number) => void,
  look: (done: number) => void,
): void {
  const patterns = patternsWithin(Math.floor(distance / bands));
  for (let band = 0; band < bands; band += 1) {
    const { starts, order } = sortByBand(bandOf(hashes, band));
    for (let key = 0; key < bandSize; key += 1) {
      const [from, to] = [starts[key] as number, starts[key + 1] as number];
      if (from === to) continue;
      look((band + key / bandSize) / bands);
      for (const pattern of patterns) {
        const near = key ^ pattern;
        // Two different bands meet twice: once is enough.
        if (near < key) continue;
        const end = starts[near + 1] as number;
        for (let at = from; at < to; at += 1) {
          const a = order[at] as number;
          for (let other = near === key ? at + 1 : (starts[near] as number); other < end; other += 1) {
            const b = order[other] as number;
            if (hashDistance(hashes, a, b) <= distance) onPair(a, b);
          }
        }
      }
    }
  }
}
