/** A set of small whole numbers, one bit each. It grows by what is added. */
export class Bits {
  #words: Uint32Array;

  constructor(words = new Uint32Array(0)) {
    this.#words = words;
  }

  static of(values: readonly number[]): Bits {
    const bits = new Bits();
    for (const value of values) bits.add(value);
    return bits;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  has(value: number): boolean {
    return ((this.#words[value >>> 5] ?? 0) & (1 << (value & 31))) !== 0;
  }

  add(value: number): void {
    const index = value >>> 5;
    if (index >= this.#words.length) this.#grow(index + 1);
    this.#words[index] = (this.#words[index] ?? 0) | (1 << (value & 31));
  }

  delete(value: number): void {
    const index = value >>> 5;
    if (index < this.#words.length) this.#words[index] = (this.#words[index] ?? 0) & ~(1 << (value & 31));
  }

  get size(): number {
    let count = 0;
    for (const word of this.#words) count += countOnes(word);
    return count;
  }

  /** How many are in both. */
  sizeOfBoth(other: Bits): number {
    const [mine, theirs] = [this.#words, other.#words];
    let count = 0;
    for (let index = Math.min(mine.length, theirs.length) - 1; index >= 0; index--)
      count += countOnes((mine[index] as number) & (theirs[index] as number));
    return count;
  }

  and(other: Bits): Bits {
    const words = this.#words.slice(0, Math.min(this.#words.length, other.#words.length));
    for (let index = 0; index < words.length; index++)
      words[index] = (words[index] as number) & (other.#words[index] as number);
    return new Bits(words);
  }

  or(other: Bits): Bits {
    const [long, short] = this.#words.length < other.#words.length ? [other, this] : [this, other];
    const words = long.#words.slice();
    for (let index = 0; index < short.#words.length; index++)
      words[index] = (words[index] as number) | (short.#words[index] as number);
    return new Bits(words);
  }

  without(other: Bits): Bits {
    const words = this.#words.slice();
    for (let index = Math.min(words.length, other.#words.length) - 1; index >= 0; index--)
      words[index] = (words[index] as number) & ~(other.#words[index] as number);
    return new Bits(words);
  }

  /** In rising order. */
  toArray(): number[] {
    const values: number[] = [];
    for (const [index, word] of this.#words.entries())
      for (let left = word; left !== 0; left &= left - 1) values.push(index * 32 + 31 - Math.clz32(left & -left));
    return values;
  }

  /** By an eighth more than is needed: adding in rising order doesn't copy each time. */
  #grow(length: number): void {
    const words = new Uint32Array(length + (this.#words.length >>> 3));
    words.set(this.#words);
    this.#words = words;
  }
}

/** Ones of 32 bits, by adding neighbours (Warren, Hacker's Delight, 5-1). */
function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
