import { expect, test } from 'vitest';
import { findGroups } from '#engine/duplicates/findGroups.ts';
import { cosineOf, eachSimilarPair, gatherVectors } from '#engine/duplicates/similarPairs.ts';
import type { Vectors } from '#engine/duplicates/similarPairs.ts';
import type { ComparedImage } from '#engine/db/fingerprints.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { createRandom } from '#tests/support/mutate.ts';

const ignore = (): void => undefined;

/** Random vectors, and copies of some with noise. */
function makeVectors(random: () => number, count: number, dims: number): Vectors {
  const values = new Int8Array(count * dims);
  for (let row = 0; row < count; row += 1) {
    const from = row > 0 && random() < 0.5 ? Math.floor(random() * row) : -1;
    const noise = random() * 60;
    for (let at = 0; at < dims; at += 1)
      values[row * dims + at] =
        from < 0 ? random() * 200 - 100 : (values[from * dims + at] as number) * 0.7 + (random() - 0.5) * noise;
  }
  return { dims, itemIds: Int32Array.from({ length: count }, (_, at) => at + 1), values };
}

test.each([8, 32, 100])('vectors that are alike are all found, as by comparing each with each: %i numbers', (dims) => {
  const vectors = makeVectors(createRandom(dims), 200, dims);
  for (const atLeast of [0.8, 0.95, 0.99]) {
    const found: string[] = [];
    eachSimilarPair(vectors, atLeast, (a, b) => found.push(`${a} ${b}`), ignore);
    const expected: string[] = [];
    for (let a = 0; a < 200; a += 1)
      for (let b = a + 1; b < 200; b += 1) if (cosineOf(vectors, a, b) >= atLeast) expected.push(`${a} ${b}`);
    expect(found).toEqual(expected);
  }
});

const image = (id: number, over: Partial<ComparedImage> = {}): ComparedImage => ({
  ...{ id: id as ItemId, frame: 0, contentHash: `hash ${id}`, pixels: 100, sizeBytes: 10, labels: 0 },
  ...{ fingerprint: Buffer.alloc(8, id * 37), stage: 'new', split: null },
  ...over,
});
const idsOf = (images: readonly ComparedImage[], near = 0): number[][] =>
  findGroups(images, { near, similar: null }, ignore).map(({ members }) => members.map(({ itemId }) => itemId));

test('frames of one file are not each other’s duplicates, but a copy of the file has the same ones', () => {
  const like = { fingerprint: Buffer.alloc(8, 1) };
  const frames = [image(1, like), image(2, { ...like, frame: 1 }), image(3, { ...like, frame: 2 })];
  const copies = [image(4, like), image(5, { ...like, frame: 1 }), image(6, { ...like, frame: 2 })];
  expect(idsOf(frames, 4)).toEqual([]);
  expect(idsOf([...frames, ...copies], 4)).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
});

test('images of one tone are the same only by their bytes', () => {
  const flat = { fingerprint: Buffer.alloc(0) };
  const images = [image(1, flat), image(2, flat), image(3, { ...flat, contentHash: 'hash 1' })];
  expect(idsOf(images, 8)).toEqual([[1, 3]]);
});

test('a chain of near ones is one group, whose ends may be further apart', () => {
  const bits = (...bytes: number[]): Buffer => Buffer.from([...bytes, 0, 0, 0, 0, 0, 0, 0].slice(0, 8));
  const chain = [
    image(1, { fingerprint: bits(0) }),
    image(2, { fingerprint: bits(3) }),
    image(3, { fingerprint: bits(15) }),
  ];
  const [group] = findGroups(chain, { near: 2, similar: null }, ignore);
  expect(group?.members.map(({ itemId, distance }) => [itemId, distance])).toEqual([
    [1, 0],
    [2, 2],
    [3, 4],
  ]);
});

test('vectors join what neither bytes nor looks do', () => {
  const blocks = [
    {
      ...{
        dims: 2,
        itemIds: Int32Array.from([1, 2, 9]),
        objectIds: [],
        values: Int8Array.from([100, 1, 99, 2, 100, 1]),
      },
      inverseLengths: new Float32Array(3),
    },
  ];
  const vectors = gatherVectors(blocks, (itemId) => itemId < 9);
  const [group] = findGroups([image(1), image(2)], { near: 0, similar: { vectors, atLeast: 0.99 } }, ignore);
  expect(group?.members.map(({ itemId, similarity }) => [itemId, similarity?.toFixed(3)])).toEqual([
    [1, '1.000'],
    [2, '1.000'],
  ]);
});
