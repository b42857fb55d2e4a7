import { expect, test } from 'vitest';
import type { ModelSignature, RawPrediction } from '#shared/contract/inferenceApi.ts';
import { ringsToRuns, runsArea } from '#shared/geometry/runs.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import { findFamily, recognise } from '#models/families/familyRegistry.ts';
import { placeImage } from '#models/families/placement.ts';

const signature = (shape: readonly (number | string)[], dtype = 'float32'): ModelSignature => ({
  inputs: [{ name: 'x', dtype: 'float32', shape: [1, 3, 8, 8] }],
  outputs: [{ name: 'y', dtype, shape }],
  ...{ metadata: {}, sha256: 'a'.repeat(64), sizeBytes: 1 },
});

function cardOf(of: ModelSignature, over: Partial<ModelCard> = {}): ModelCard {
  const known = recognise(of);
  if (!known) throw new Error('no family knows it');
  return { name: 'm', sha256: of.sha256, ...known, ...over };
}

const rows = ['........', '.aaaa...', '.aaaa...', '.aaaa.b.', '.aaaa.b.', '......b.', '.......c', '........'];
const classAt = (at: number): number => '.abc'.indexOf(rows.join('')[at] ?? '.');

function decode(card: ModelCard, dims: number[], data: Float32Array, size: [number, number] = [8, 8]): RawPrediction[] {
  return (
    findFamily(card.family)?.decode([{ name: '', dtype: 'float32', dims, data }], card, placeImage(card, ...size), {
      score: 0.3,
      iou: 0.5,
    }) ?? []
  );
}

/** As `place` has them, of four classes. */
function fourClasses(place: (cell: number, label: number) => number, high: number, low: number): Float32Array {
  const data = new Float32Array(4 * 64);
  for (let cell = 0; cell < 64; cell += 1)
    for (let label = 0; label < 4; label += 1) data[place(cell, label)] = classAt(cell) === label ? high : low;
  return data;
}

const classes = ['background', 'a', 'b', 'c'];
const inPlanes = (cell: number, label: number): number => label * 64 + cell;
const besides = (cell: number, label: number): number => cell * 4 + label;

test('logits, probabilities, NHWC and labels tell the same regions', () => {
  const kinds: [readonly number[], Float32Array, string, number][] = [
    [[1, 4, 8, 8], fourClasses(inPlanes, 5, -1), 'float32', Math.exp(6) / (Math.exp(6) + 3)],
    [[1, 4, 8, 8], fourClasses(inPlanes, 0.7, 0.1), 'float32', 0.7],
    [[1, 8, 8, 4], fourClasses(besides, 5, -1), 'float32', Math.exp(6) / (Math.exp(6) + 3)],
    [[1, 8, 8], Float32Array.from({ length: 64 }, (_, at) => classAt(at)), 'int64', 1],
    [[1, 1, 8, 8], Float32Array.from({ length: 64 }, (_, at) => classAt(at)), 'uint8', 1],
    [[1, 8, 8, 1], Float32Array.from({ length: 64 }, (_, at) => classAt(at)), 'int32', 1],
  ];
  for (const [dims, data, dtype, score] of kinds) {
    // Half a pixel off on either side, corners are cut: whole pixels only at the size of the model.
    const card = cardOf(signature(dims, dtype), { classes });
    expect(card).toMatchObject({ family: 'segment', task: 'segment' });
    const found = decode({ ...card, output: { ...card.output, minArea: 0.02, tolerancePx: 0 } }, [...dims], data);
    const areas = found.map(({ className, shape }) => [className, geometryOf(shape).area(shape)]);
    // `c` is one pixel of 64, less than the card lets pass.
    expect(areas.sort(), dims.join()).toEqual([
      ['a', 16],
      ['b', 3],
    ]);
    for (const one of found) expect(one.score).toBeCloseTo(score, 5);
  }
});

test('one channel is a mask of its own, with and without a sigmoid', () => {
  const inside = (at: number): boolean => classAt(at) === 1;
  for (const [high, low] of [
    [0.9, 0.2],
    [4, -3],
  ] as const) {
    const data = Float32Array.from({ length: 64 }, (_, at) => (inside(at) ? high : low));
    const card = cardOf(signature([1, 1, 8, 8]), { classes: ['background', 'person'] });
    expect(findFamily('segment')?.classCount(signature([1, 1, 8, 8]), card)).toBe(2);
    const [only, ...none] = decode(card, [1, 1, 8, 8], data, [80, 40]);
    expect(none).toEqual([]);
    expect(only).toMatchObject({ className: 'person', shape: { kind: 'polygon' } });
    // A little less than inside: its border is where the odds are even.
    const sure = high < 1 ? 0.9 : 1 / (1 + Math.exp(-4));
    expect(only?.score).toBeLessThan(sure);
    expect(only?.score).toBeGreaterThan(sure - 0.1);
    // Four of eight cells each way, of a picture ten and five times as large: the line of equal odds rounds the corners.
    const rings = only?.shape.kind === 'polygon' ? only.shape.rings : [];
    expect(Math.abs(runsArea(ringsToRuns(rings, { width: 80, height: 40 })) - 800)).toBeLessThan(120);
  }
});

test('classes with a sigmoid each may lie over each other', () => {
  const data = new Float32Array(2 * 64);
  for (let cell = 0; cell < 64; cell += 1) {
    data[cell] = cell % 8 < 5 ? 3 : -3;
    data[64 + cell] = cell % 8 > 2 ? 2 : -2;
  }
  const card = cardOf(signature([1, 2, 8, 8]), {
    classes: ['liver', 'lesion'],
    output: { activation: 'sigmoid', as: 'mask' },
  });
  const found = decode(card, [1, 2, 8, 8], data);
  expect(found.map(({ className, shape }) => [className, shape.kind, geometryOf(shape).area(shape)])).toEqual([
    ['liver', 'mask', 40],
    ['lesion', 'mask', 40],
  ]);
});

test('a letterbox is taken off, and an image larger than can be told apart is outlined all the same', () => {
  const data = fourClasses(inPlanes, 5, -5);
  const of = signature([1, 4, 8, 8]);
  const card = cardOf(of, { classes, input: { ...cardOf(of).input, resize: 'letterbox' } });
  // 8000 x 4000: the picture is rows 2 to 5 of the input, of which `a` has 2, 3 and 4.
  const a = decode(card, [1, 4, 8, 8], data, [8000, 4000]).find(({ className }) => className === 'a');
  const [x, y, width, height] = (a && geometryOf(a.shape).bounds(a.shape)) ?? [0, 0, 0, 0];
  for (const [value, wanted] of [
    [x, 1000],
    [y, 0],
    [width, 4000],
    [height, 3000],
  ] as const)
    expect(Math.abs(value - wanted)).toBeLessThan(10);
});

test('of two heads alike the first is read, as torchvision exports them', () => {
  const of = signature([1, 4, 8, 8]);
  const [out] = of.outputs;
  const both = { ...of, outputs: of.outputs.flatMap((head) => [head, { ...head, name: 'aux' }]) };
  expect(recognise(both)).toEqual(recognise(of));
  expect(recognise({ ...of, outputs: [...of.outputs, { ...out!, name: 'aux', shape: [1, 4, 4, 4] }] })).toBeNull();
});

test('features and pictures are not taken for segmentations', () => {
  expect(recognise(signature([1, 85, 3, 3]))).toBeNull();
  expect(recognise(signature([1, 277, 9, 9]))).toBeNull();
  expect(recognise(signature([1, 3, 8, 8]))).toBeNull();
  expect(recognise(signature([1, 8, 8]))).toMatchObject({ classes: ['foreground'] });
});

test('numbers that are none become no regions', () => {
  const card = cardOf(signature([1, 2, 8, 8]), { classes: ['x', 'y'], output: {} });
  for (const value of [NaN, -Infinity])
    expect(decode(card, [1, 2, 8, 8], new Float32Array(128).fill(value))).toEqual([]);
});
