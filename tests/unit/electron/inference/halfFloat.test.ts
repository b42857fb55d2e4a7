import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../../../electron/inference/halfFloat.ts';

const back = (bits: number): number => fromHalf(Uint16Array.of(bits))[0] as number;

test('every binary16 number comes back as it was', () => {
  for (let bits = 0; bits < 65_536; bits += 1) {
    const value = back(bits);
    if (Number.isNaN(value)) expect(Number.isNaN(back(toHalf(value)))).toBe(true);
    else if (toHalf(value) !== bits) expect([bits, toHalf(value)]).toEqual([]);
  }
});

test('known numbers have their bits of IEEE 754', () => {
  // Zero, its negative, one, the largest, the smallest normal and subnormal, a third, and beyond either end.
  const known: readonly [number, number][] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [1 / 3, 0x3555],
    [65_520, 0x7c00],
    [1e9, 0x7c00],
    [-Infinity, 0xfc00],
    [1e-9, 0x0000],
  ];
  expect(known.map(([value]) => toHalf(value).toString(16))).toEqual(known.map(([, bits]) => bits.toString(16)));
});

test('a number between two is rounded to the nearer one', () => {
  fc.assert(
    fc.property(fc.float({ min: -65_000, max: 65_000, noNaN: true }), (value) => {
      const bits = toHalf(value);
      const distance = Math.abs(back(bits) - value);
      const magnitude = bits & 0x7fff;
      for (const neighbour of [magnitude - 1, magnitude + 1]) {
        if (neighbour < 0 || neighbour > 0x7bff) continue;
        expect(distance).toBeLessThanOrEqual(Math.abs(back((bits & 0x8000) | neighbour) - value));
      }
    }),
  );
});
