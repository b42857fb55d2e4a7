import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeScores, encodeScores } from '#engine/db/scoreBlob.ts';
import type { ClassScores } from '#shared/model/classScores.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
// Numbers of one byte, of two and of three.
const number = fc.oneof(
  fc.integer({ min: 1, max: 127 }),
  fc.integer({ min: 128, max: 20_000 }),
  fc.constant(2_097_152),
);
const scores: fc.Arbitrary<ClassScores> = fc.record({
  top: fc.array(fc.tuple(number.map(String), share), { maxLength: 10 }),
  rest: fc.double({ min: 0, max: 6, noNaN: true }),
  isShared: fc.boolean(),
});

test('what was written is read again, to the unit', () => {
  fc.assert(
    fc.property(scores, (written) => {
      const read = decodeScores(encodeScores(written, Number), String);
      expect(read.isShared).toBe(written.isShared);
      expect(Math.abs(read.rest - written.rest)).toBeLessThanOrEqual(0.5 / 10_000 + 1e-12);
      expect(read.top.map(([name]) => name)).toEqual(written.top.map(([name]) => name));
      for (const [at, [, score]] of read.top.entries())
        expect(Math.abs(score - (written.top[at]?.[1] ?? 0))).toBeLessThanOrEqual(0.5 / 65_535 + 1e-12);
    }),
  );
});

test('the bytes are those that are said', () => {
  const written: ClassScores = { top: [['300', 1]], rest: 0.5, isShared: true };
  expect([...encodeScores(written, Number)]).toEqual([1, 5000 & 255, 5000 >> 8, (300 % 128) | 128, 2, 255, 255]);
});

test('any bytes are read as some scores', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(decodeScores(bytes, String).top.length).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
