import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { findFamily, recognise } from '#models/families/familyRegistry.ts';
import { placeImage, toImageBox } from '#models/families/placement.ts';
import { parsePythonNames } from '#models/onnx/parsePythonNames.ts';

const signature = (output: readonly number[], over: Partial<ModelSignature> = {}): ModelSignature => ({
  inputs: [{ name: 'images', dtype: 'float32', shape: [1, 3, 64, 64] }],
  outputs: [{ name: 'output0', dtype: 'float32', shape: output }],
  metadata: {},
  sha256: 'a'.repeat(64),
  sizeBytes: 1,
  ...over,
});
const cardOf = (of: ModelSignature): ModelCard => ({
  name: 'm',
  sha256: of.sha256,
  ...(recognise(of) as Omit<ModelCard, 'name' | 'sha256'>),
});

const resize = fc.constantFrom('letterbox', 'letterbox-topleft', 'stretch', 'crop' as const);
test('a box put into the model and back is the same box', () => {
  fc.assert(
    fc.property(resize, fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }), (how, width, height) => {
      const card = cardOf(signature([1, 7, 84]));
      const place = placeImage({ ...card, input: { ...card.input, resize: how } }, width, height);
      const [x, y, w, h] = [0.2 * width, 0.3 * height, 0.5 * width, 0.4 * height];
      const left = x * place.scaleX + place.offsetX;
      const top = y * place.scaleY + place.offsetY;
      const back = toImageBox(place, left, top, left + w * place.scaleX, top + h * place.scaleY);
      for (const [at, value] of [x, y, w, h].entries()) expect(back[at]).toBeCloseTo(value, 6);
    }),
  );
});

test('a letterbox is centred as Ultralytics centres it', () => {
  const card = cardOf(signature([1, 7, 84]));
  expect(placeImage(card, 128, 64)).toMatchObject({
    scaleX: 0.5,
    offsetX: 0,
    offsetY: 16,
    contentWidthPx: 64,
    contentHeightPx: 32,
  });
});

test('three layouts of the same detection decode to the same box', () => {
  // 64 x 64 input: strides 8, 16, 32 have 64 + 16 + 4 cells.
  const cells = 84;
  const layouts = [
    {
      of: signature([1, 7, cells]),
      rows: cells,
      at: (row: number, column: number) => column * cells + row,
      objectness: false,
    },
    {
      of: signature([1, cells, 7], { metadata: { names: "{0: 'a', 1: 'b', 2: 'c'}" } }),
      rows: cells,
      at: (row: number, column: number) => row * 7 + column,
      objectness: false,
    },
    {
      of: signature([1, 3 * cells, 8]),
      rows: 3 * cells,
      at: (row: number, column: number) => row * 8 + column,
      objectness: true,
    },
  ];
  for (const { of, rows, at, objectness } of layouts) {
    const card = cardOf(of);
    const data = new Float32Array(rows * (objectness ? 8 : 7));
    const put = (row: number, values: readonly number[]): void =>
      values.forEach((value, column) => (data[at(row, column)] = value));
    const scores = (class1: number): number[] => (objectness ? [0.9, 0.1, class1 / 0.9, 0] : [0.1, class1, 0]);
    put(5, [32, 32, 20, 10, ...scores(0.8)]);
    // The same object once more, and one below the threshold.
    put(6, [33, 32, 20, 10, ...scores(0.6)]);
    put(40, [10, 50, 5, 5, ...scores(0.2)]);
    const dims = of.outputs[0]?.shape as number[];
    const found = findFamily('ultralytics')?.decode([{ name: '', dims, data }], card, placeImage(card, 128, 128), {
      score: 0.3,
      iou: 0.45,
    });
    expect(found, card.output.layout).toHaveLength(1);
    expect(found?.[0]?.className).toBe(card.classes[1]);
    expect(found?.[0]?.score).toBeCloseTo(0.8, 6);
    const shape = found?.[0]?.shape;
    expect(shape?.kind === 'box' ? iou(shape.box, [44, 54, 40, 20]) : 0).toBeCloseTo(1, 6);
  }
});

test('what looks like a detector but is none is not recognised', () => {
  expect(recognise(signature([1, 85, 22, 22]))).toBeNull();
  expect(recognise(signature([1, 277, 65, 65]))).toBeNull();
  expect(recognise(signature([1, 7, 84], { metadata: { task: 'segment', names: "{0: 'a'}" } }))).toBeNull();
});

test('class names of Python literals are read, never run', () => {
  expect(parsePythonNames("{0: 'person', 1: \"driver's seat\", 2: 'it\\'s'}")).toEqual([
    'person',
    "driver's seat",
    "it's",
  ]);
  expect(parsePythonNames("['a', 'b']")).toEqual(['a', 'b']);
  expect(parsePythonNames("{0: 'a', 2: 'b'}")).toBeNull();
  expect(parsePythonNames('__import__("os").system("x")')).toBeNull();
  expect(parsePythonNames('')).toBeNull();
});
