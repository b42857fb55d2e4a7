import { expect, test } from 'vitest';
import { splitInPath, splitOfName } from '#shared/formats/read/splitName.ts';

test('what data sets call their parts is one of our splits, whatever the case and the year', () => {
  const named = (names: readonly string[]): unknown => names.map(splitOfName);
  expect(named(['train', 'Training', 'train2017', 'train_2017'])).toEqual(Array(4).fill('train'));
  expect(named(['val', 'VALID', 'validation', ' dev '])).toEqual(Array(4).fill('val'));
  expect(named(['test', 'testing', 'test2014'])).toEqual(Array(3).fill('test'));
  expect(named(['', 'trainval', 'holdout', 'test-dev', 'constructor', '2017'])).toEqual(Array(6).fill(null));
});

test('of a path the file is asked before its folder', () => {
  expect(
    ['val.json', 'train/labels.csv', 'train/test.csv', 'test/a/labels.csv', 'labels.csv'].map(splitInPath),
  ).toEqual([...['val', 'train', 'test'], ...[undefined, undefined]]);
});
