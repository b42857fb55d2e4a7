import { expect, test } from 'vitest';
import { regionOf } from '#engine/embeddings/objectRegions.ts';

const image = { widthPx: 100, heightPx: 80 };

test('an object with a tenth around it, in whole pixels within the image', () => {
  expect(regionOf({ kind: 'box', box: [20, 10, 40, 20] }, image)).toEqual([16, 8, 48, 24]);
  expect(regionOf({ kind: 'box', box: [20.5, 10.2, 3, 3] }, image)).toEqual([20, 9, 4, 5]);
  expect(regionOf({ kind: 'box', box: [90, 70, 10, 10] }, image)).toEqual([89, 69, 11, 11]);
});

test('what has no place, or none in the image, has no region', () => {
  expect(regionOf({ kind: 'whole' }, image)).toBeNull();
  expect(regionOf({ kind: 'box', box: [200, 10, 5, 5] }, image)).toBeNull();
});
