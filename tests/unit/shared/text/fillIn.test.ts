import { expect, test } from 'vitest';
import { fillIn } from '#shared/text/fillIn.ts';

test('numbers get separators, and the word that goes with them', () => {
  const sentence = (n: string | number): string => fillIn('{n} {n|image is|images are} left out', { n });
  expect([0, 1, 2, 1234].map(sentence)).toEqual([
    ...['0 images are left out', '1 image is left out', '2 images are left out'],
    '1,234 images are left out',
  ]);
  // What was written with separators before.
  expect(['1', '1,234'].map(sentence)).toEqual(['1 image is left out', '1,234 images are left out']);
});

test('what is missing stays visible, and an empty ending is one', () => {
  expect(fillIn('{a} and {b|one|more}', { a: 'x' })).toBe('x and {b|one|more}');
  expect(fillIn('{n} row{n||s}', { n: 1 })).toBe('1 row');
});
