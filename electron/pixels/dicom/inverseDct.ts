/** Fractions of factors have so many bits; numbers between the two passes have `passBits` more than samples. */
const fractionBits = 13;
const passBits = 1;

const rounded = (value: number, bits: number): number => (value + (1 << (bits - 1))) >> bits;

/** One dimension, in place. `by` leads from one number to the next. */
function pass(block: Int32Array, first: number, by: number, bits: number): void {
  const at = (index: number): number => block[first + index * by] as number;
  const [i0, i1, i2, i3, i4, i5, i6, i7] = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
  const shared = (i2 + i6) * 4433;
  const even2 = shared - i6 * 15_137;
  const even3 = shared + i2 * 6270;
  const [sum, difference] = [(i0 + i4) * (1 << fractionBits), (i0 - i4) * (1 << fractionBits)];
  const [e0, e3, e1, e2] = [sum + even3, sum - even3, difference + even2, difference - even2];
  const turn = (i7 + i3 + i5 + i1) * 9633;
  const z1 = (i7 + i1) * -7373;
  const z2 = (i5 + i3) * -20_995;
  const z3 = (i7 + i3) * -16_069 + turn;
  const z4 = (i5 + i1) * -3196 + turn;
  const o0 = i7 * 2446 + z1 + z3;
  const o1 = i5 * 16_819 + z2 + z4;
  const o2 = i3 * 25_172 + z2 + z3;
  const o3 = i1 * 12_299 + z1 + z4;
  block[first] = rounded(e0 + o3, bits);
  block[first + by] = rounded(e1 + o2, bits);
  block[first + 2 * by] = rounded(e2 + o1, bits);
  block[first + 3 * by] = rounded(e3 + o0, bits);
  block[first + 4 * by] = rounded(e3 - o0, bits);
  block[first + 5 * by] = rounded(e2 - o1, bits);
  block[first + 6 * by] = rounded(e1 - o2, bits);
  block[first + 7 * by] = rounded(e0 - o3, bits);
}

/**
 * Samples of a block of 8 x 8 coefficients, in place, around 0. Source: Loeffler, Ligtenberg, Moschytz, "Practical fast 1-D DCT
 * algorithms with 11 multiplications", ICASSP 1989, in whole numbers as the Independent JPEG Group's `jidctint.c` has it for samples of 12
 * bits, so that the same stream gives the same samples.
 */
export function inverseDct(block: Int32Array): void {
  for (let column = 0; column < 8; column += 1) pass(block, column, 8, fractionBits - passBits);
  for (let row = 0; row < 8; row += 1) pass(block, 8 * row, 1, fractionBits + passBits + 3);
}
