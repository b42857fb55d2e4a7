import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { shapeSchema } from '#shared/shapes/shapeRegistry.ts';
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
      for (const [at, value] of [x, y, w, h].entries()) expect(back?.[at]).toBeCloseTo(value, 6);
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
    const found = findFamily('ultralytics')?.decode(
      [{ name: '', dtype: 'float32', dims, data }],
      card,
      placeImage(card, 128, 128),
      {
        score: 0.3,
        iou: 0.45,
      },
    );
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

test('numbers that are none never become predictions, whatever the model and wherever they are', () => {
  const odd = fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e38, 0.9, 0.5, 0.1, 0, 40, -3);
  const kinds = [
    signature([1, 7, 84]),
    signature([1, 84, 7], { metadata: { names: "{0: 'a', 1: 'b', 2: 'c'}" } }),
    signature([1, 252, 8]),
    signature([1, 84, 8]),
    signature([1, 5]),
    signature([1, 2, 64, 64]),
    signature([1, 1, 64, 64]),
    signature([1, 56, 84], { metadata: { names: "{0: 'a'}", kpt_shape: '[17, 3]' } }),
    signature([1, 7, 84], { metadata: { names: "{0: 'a', 1: 'b'}", task: 'obb' } }),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.array(odd, { minLength: 40, maxLength: 40 }), (of, values) => {
      const card = cardOf(of);
      const dims = of.outputs[0]?.shape as number[];
      const size = dims.reduce((product, dim) => product * dim, 1);
      const data = Float32Array.from({ length: size }, (_, at) => values[(at * 7) % values.length] ?? 0);
      const found = findFamily(card.family)?.decode(
        [{ name: '', dtype: 'float32', dims, data }],
        card,
        placeImage(card, 100, 50),
        {
          score: 0.3,
          iou: 0.45,
        },
      );
      for (const { score, shape } of found ?? []) {
        expect(score).toBeGreaterThanOrEqual(0.3);
        expect(score).toBeLessThanOrEqual(1);
        // Numbers that are none are null in JSON.
        expect(JSON.stringify(shape)).not.toContain('null');
        expect(() => shapeSchema.parse(shape)).not.toThrow();
      }
    }),
  );
});

test('an Ultralytics export with dynamic sizes is known by its names, and read by what the first image shows', () => {
  const metadata = { names: "{0: 'a', 1: 'b', 2: 'c'}", imgsz: '[64, 64]' };
  const inputs = [{ name: 'images', dtype: 'float32', shape: ['batch', 3, 'height', 'width'] }];
  const half = signature([], {
    inputs,
    metadata,
    outputs: [{ name: 'y', dtype: 'float32', shape: ['batch', 7, 'n'] }],
  });
  expect(recognise(half)).toMatchObject({ output: { layout: 'yolov8' }, input: { widthPx: 64 } });
  const open = signature([], {
    inputs,
    metadata,
    outputs: [{ name: 'y', dtype: 'float32', shape: ['batch', 'a', 'b'] }],
  });
  const card = cardOf(open);
  expect(card).toMatchObject({ family: 'ultralytics', output: {}, classes: ['a', 'b', 'c'] });
  expect(findFamily('ultralytics')?.classCount(open, card)).toBeNull();
  const decode = (dims: number[]): unknown => {
    const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    // One row of YOLOv8's transpose: cx, cy, w, h and three scores.
    data.set([32, 32, 20, 10, 0.1, 0.8, 0]);
    return findFamily('ultralytics')?.decode(
      [{ name: '', dtype: 'float32', dims, data }],
      card,
      placeImage(card, 64, 64),
      {
        score: 0.3,
        iou: 0.45,
      },
    );
  };
  expect(decode([1, 84, 7])).toMatchObject([{ className: 'b', shape: { kind: 'box', box: [22, 27, 20, 10] } }]);
  expect(() => decode([1, 84, 9])).toThrow(/match no model family.*\[1, 84, 9\]/);
  // Without names nothing says which of the two it is.
  expect(recognise({ ...open, metadata: {} })).toBeNull();
});
