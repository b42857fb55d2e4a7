import path from 'node:path';
import { expect, test } from 'vitest';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { completeCard } from '#engine/prelabel/completeCard.ts';
import { findKnownCard } from '#models/cards/cardRegistry.ts';
import { recognise } from '#models/families/familyRegistry.ts';

const modelPath = path.resolve('a model.onnx');
const signatureOf = (output: readonly number[], sha256 = 'a'.repeat(64)): ModelSignature => ({
  inputs: [{ name: 'input.1', dtype: 'float32', shape: [1, 3, 352, 352] }],
  outputs: [{ name: '758', dtype: 'float32', shape: output }],
  metadata: {},
  sha256,
  sizeBytes: 1,
});
const complete = (signature: ModelSignature, beside: Record<string, unknown> | null = null): ModelCard => {
  const guess = recognise(signature);
  return completeCard(modelPath, beside, guess && { ...guess, name: '', sha256: signature.sha256 }, signature);
};

test('a file whose card is known needs nothing typed, and a card beside it still wins', () => {
  const sha256 = '31cb14c017fce347cb4c846ec62fdf00d76bb3beecdf4be21e7116ac67feb880';
  const known = findKnownCard(sha256);
  const signature = signatureOf([1, 85, 22, 22], sha256);
  expect(complete(signature)).toMatchObject({ name: 'FastestDet', licence: known?.licence, source: known?.source });
  const own = complete(signature, { name: 'mine', scoreThreshold: 0.1, input: { channels: 'RGB' } });
  expect(own).toMatchObject({ name: 'mine', scoreThreshold: 0.1, source: known?.source });
  // Of the input it said one thing; the rest stays.
  expect(own.input).toEqual({ ...complete(signature).input, channels: 'RGB' });
});

test('a card names a family, and the family tells the rest from the file', () => {
  // Three classes on the grid of FastestDet: nothing says that it is one.
  const signature = signatureOf([1, 8, 22, 22]);
  expect(() => complete(signature)).toThrow(/match no model family/);
  const { input } = complete(signatureOf([1, 85, 22, 22]));
  const card = complete(signature, { family: 'fastestdet', classes: ['a', 'b', 'c'] });
  expect(card).toMatchObject({ family: 'fastestdet', input, classes: ['a', 'b', 'c'] });
  expect(() => complete(signature, { family: 'fastestdet', classes: ['a'] })).toThrow(
    /lists 1 class, the model gives 3/,
  );
  expect(() => complete(signature, { family: 'nothing' })).toThrow(/card/);
  // And one that is taken for another family: YOLOX, or NanoDet with the same three grids.
  const grids = signatureOf([1, 44 * 44 + 22 * 22 + 11 * 11, 35]);
  expect(complete(grids)).toMatchObject({ family: 'yolox' });
  expect(complete(grids, { family: 'nanodet' })).toMatchObject({ family: 'nanodet', output: { layout: 'nanodet' } });
});

test('a card may name a list of classes that many models share', () => {
  const signature = signatureOf([1, 1001]);
  expect(complete(signature, { classes: 'imagenet1001' }).classes[0]).toBe('background');
  expect(() => complete(signature, { classes: 'imagenet' })).toThrow(/no class list imagenet/);
  expect(() => complete(signature, { classes: 'coco80' })).toThrow(/80 classes/);
});
