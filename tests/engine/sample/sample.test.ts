import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import { evaluateModel } from '../../../scripts/sample/evaluateModel.ts';
import { generateField } from '../../../scripts/sample/generateField.ts';

test('a seed fixes every pixel and every outline', () => {
  const [once, again, other] = [7, 7, 8].map(generateField);
  expect(again).toEqual(once);
  expect(other?.pixels).not.toEqual(once?.pixels);
  expect(createHash('sha256').update(JSON.stringify(once?.objects)).digest('hex').slice(0, 16)).toMatchInlineSnapshot(
    `"75d5f83976eef0e5"`,
  );
});

test('the model that ships finds the cells of images it has never seen', async () => {
  const modelPath = path.resolve('models/builtin/cells.onnx');
  const inferenceEntry = path.resolve('electron/inference/index.ts');
  const { model, baseline } = await evaluateModel({ modelPath, inferenceEntry, imageCount: 20 });
  expect(model.map50).toBeGreaterThan(0.8);
  expect(model.map50).toBeGreaterThan(baseline.map50 + 0.2);
});

test('the card belongs to the model file, and the sample has its images', () => {
  const card = modelCardSchema.parse(JSON.parse(readFileSync(path.resolve('models/builtin/cells.json'), 'utf8')));
  const bytes = readFileSync(path.resolve('models/builtin/cells.onnx'));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(card.sha256);
  const truth = JSON.parse(readFileSync(path.resolve('resources/samples/ground-truth.json'), 'utf8')) as {
    images: { file_name: string }[];
  };
  expect(readdirSync(path.resolve('resources/samples/images')).sort()).toEqual(
    truth.images.map(({ file_name }) => file_name),
  );
});
