import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNearest, inverseLengthOf } from '#engine/embeddings/neighbours.ts';
import type { VectorBlock } from '#engine/embeddings/neighbours.ts';

const blockOf = (rows: readonly (readonly number[])[], firstId: number): VectorBlock => {
  const dims = rows[0]?.length ?? 0;
  return {
    dims,
    itemIds: Int32Array.from(rows, (_, row) => firstId + row),
    objectIds: [],
    values: Int8Array.from(rows.flat()),
    inverseLengths: Float32Array.from(rows, (row) => inverseLengthOf(Int8Array.from(row))),
  };
};

/** By the definition, in floats. */
function cosine(a: readonly number[], b: readonly number[]): number {
  const product = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  const length = (of: readonly number[]): number => Math.hypot(...of);
  return length(a) * length(b) === 0 ? 0 : product / (length(a) * length(b));
}

test('the nearest are those that a plain sort by the definition finds', () => {
  const row = fc.array(fc.integer({ min: -127, max: 127 }), { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(
      row,
      fc.array(row, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      (query, rows, atMost) => {
        const middle = Math.ceil(rows.length / 2);
        const blocks = [blockOf(rows.slice(0, middle), 0), blockOf(rows.slice(middle), middle)];
        const found = findNearest(Int8Array.from(query), blocks, atMost);
        const wanted = rows
          .map((one) => cosine(query, one))
          .toSorted((a, b) => b - a)
          .slice(0, atMost);
        expect(found).toHaveLength(wanted.length);
        for (const [at, { itemId, similarity }] of found.entries()) {
          expect(similarity).toBeCloseTo(wanted[at] ?? 0, 5);
          expect(similarity).toBeCloseTo(cosine(query, rows[itemId] ?? []), 5);
        }
      },
    ),
  );
});

test('vectors of another length are no neighbours, and equal ones stay in their order', () => {
  const same = [1, 2];
  const blocks = [blockOf([same, [2, 1], same], 1), blockOf([[1, 2, 3]], 9), blockOf([same], 5)];
  expect(findNearest(Int8Array.of(1, 2), blocks, 9).map(({ itemId }) => itemId)).toEqual([1, 3, 5, 2]);
});
