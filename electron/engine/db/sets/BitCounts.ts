import { Bits } from './Bits.ts';

/**
 * How many of something each of many items has, by its binary digits: one set for those whose number is odd, one for those with a two in it,
 * and so on. The sum over a set of items is then a few counts of bits.
 */
export class BitCounts {
  readonly #digits: Bits[] = [];

  get bytes(): number {
    return this.#digits.reduce((sum, digit) => sum + digit.bytes, 0);
  }

  /** Of an item that has none yet. */
  set(item: number, count: number): void {
    for (let left = count, place = 0; left > 0; left >>>= 1, place++) {
      const digit = (this.#digits[place] ??= new Bits());
      if (left & 1) digit.add(item);
    }
  }

  clear(item: number): void {
    for (const digit of this.#digits) digit.delete(item);
  }

  sumOver(items: Bits): number {
    return this.#digits.reduce((sum, digit, place) => sum + 2 ** place * digit.sizeOfBoth(items), 0);
  }

  /** Those that have at least one. */
  some(): Bits {
    return this.#digits.reduce((sum, digit) => sum.or(digit), new Bits());
  }
}
