import { expect, test } from 'vitest';
import { listBlocks } from '#models/quantize/listBlocks.ts';

const first = { hasBefore: false, hasAfter: true };
const inner = { hasBefore: true, hasAfter: true };
const last = { hasBefore: true, hasAfter: false };

test('the first and the last layers are blocks of their own; those between make ten of equal size', () => {
  const blocks = listBlocks([first, ...Array.from({ length: 20 }, () => inner), last, last]);
  expect(blocks).toEqual([0, ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((block) => [block, block]), 11, 11]);
});

test('few layers leave blocks empty; heads that lie between in the graph are the last block all the same', () => {
  expect(listBlocks([first, inner, last, inner, last])).toEqual([0, 1, 11, 6, 11]);
  expect(listBlocks([{ hasBefore: false, hasAfter: false }])).toEqual([0]);
  expect(listBlocks([])).toEqual([]);
});
