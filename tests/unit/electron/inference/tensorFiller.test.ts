import { expect, test } from 'vitest';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { placeImage } from '#models/families/placement.ts';
import { TensorFiller } from '../../../../electron/inference/TensorFiller.ts';

type Input = ModelCard['input'];
const cardWith = (input: Partial<Input>): ModelCard => ({
  name: 'm',
  family: 'classify',
  task: 'classify',
  input: {
    ...{ widthPx: 2, heightPx: 2, layout: 'NCHW', dtype: 'float32', channels: 'RGB', resize: 'stretch', pad: 114 },
    ...{ scale: 1, mean: [0], std: [1], ...input },
  },
  output: {},
  classes: ['a'],
  sha256: 'a'.repeat(64),
});
/** Pixels of the size the placement asks for. */
const fill = (card: ModelCard, size: readonly [number, number], data: readonly number[], channels = 3): number[] => {
  const placement = placeImage(card, ...size);
  const { contentWidthPx: widthPx, contentHeightPx: heightPx } = placement;
  expect(data).toHaveLength(widthPx * heightPx * channels);
  return [...new TensorFiller(card).fill({ data: Uint8Array.from(data), widthPx, heightPx, channels }, placement)];
};
// Four pixels: red 1, 4, 7, 10; green 2, 5, 8, 11; blue 3, 6, 9, 12.
const four = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

test('planes come in the order of the card, one after the other or interleaved', () => {
  expect(fill(cardWith({}), [2, 2], four)).toEqual([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12]);
  expect(fill(cardWith({ channels: 'BGR' }), [2, 2], four)).toEqual([3, 6, 9, 12, 2, 5, 8, 11, 1, 4, 7, 10]);
  expect(fill(cardWith({ layout: 'NHWC', dtype: 'uint8' }), [2, 2], four)).toEqual(four);
  expect(fill(cardWith({ layout: 'NHWC', channels: 'BGR' }), [2, 2], four)).toEqual([
    ...[3, 2, 1],
    ...[6, 5, 4],
    ...[9, 8, 7],
    ...[12, 11, 10],
  ]);
});

test('a grey image fills all three planes, and a grey model takes one', () => {
  expect(fill(cardWith({}), [2, 2], [1, 2, 3, 4], 1)).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
  expect(fill(cardWith({ channels: 'GRAY' }), [2, 2], [1, 2, 3, 4], 1)).toEqual([1, 2, 3, 4]);
});

test('each channel has its own mean and deviation, and the border is scaled as the pixels are', () => {
  const card = cardWith({
    channels: 'BGR',
    scale: 2,
    mean: [2, 4, 6],
    std: [1, 2, 4],
    resize: 'letterbox-topleft',
    pad: 10,
  });
  // One row of content above one of border.
  expect(fill(card, [2, 1], four.slice(0, 6))).toEqual([...[4, 10, 18, 18], ...[0, 3, 8, 8], ...[-1, 0.5, 3.5, 3.5]]);
});

test('a letterbox lies in the middle, a crop loses what sticks out on both sides', () => {
  const card = (resize: Input['resize']): ModelCard =>
    cardWith({ widthPx: 4, heightPx: 4, channels: 'GRAY', resize, pad: 9 });
  expect(fill(card('letterbox'), [4, 2], [1, 2, 3, 4, 5, 6, 7, 8], 1)).toEqual([
    ...[9, 9, 9, 9],
    ...[1, 2, 3, 4],
    ...[5, 6, 7, 8],
    ...[9, 9, 9, 9],
  ]);
  const wide = Array.from({ length: 6 * 4 }, (_, at) => at);
  expect(fill(card('crop'), [6, 4], wide, 1)).toEqual([1, 2, 3, 4, 7, 8, 9, 10, 13, 14, 15, 16, 19, 20, 21, 22]);
});

test('float16 is given as its bits', () => {
  const card = cardWith({ channels: 'GRAY', dtype: 'float16', scale: 1 / 255 });
  expect(fill(card, [2, 2], [0, 255, 255, 0], 1)).toEqual([0, 0x3c00, 0x3c00, 0]);
});

test('what was there before does not show through the border of the next image', () => {
  const filler = new TensorFiller(
    cardWith({ widthPx: 2, heightPx: 2, channels: 'GRAY', resize: 'letterbox-topleft', pad: 9 }),
  );
  const all = placeImage(cardWith({}), 2, 2);
  filler.fill({ data: Uint8Array.from([1, 2, 3, 4]), widthPx: 2, heightPx: 2, channels: 1 }, all);
  const flat = { ...all, contentHeightPx: 1 };
  const next = filler.fill({ data: Uint8Array.from([5, 6]), widthPx: 2, heightPx: 1, channels: 1 }, flat);
  expect([...next]).toEqual([5, 6, 9, 9]);
});

test('a model that takes pixels as they are decoded is given them uncopied, or row by row where there is a border', () => {
  const plain = { layout: 'NHWC', dtype: 'uint8' } as const;
  const pixels = { data: Uint8Array.from(four), widthPx: 2, heightPx: 2, channels: 3 };
  const whole = cardWith(plain);
  expect(new TensorFiller(whole).fill(pixels, placeImage(whole, 2, 2))).toBe(pixels.data);
  const boxed = cardWith({ ...plain, widthPx: 4, resize: 'letterbox' });
  const border = [114, 114, 114];
  const rows = [four.slice(0, 6), four.slice(6)].flatMap((row) => [...border, ...row, ...border]);
  expect(fill(boxed, [2, 2], four)).toEqual(rows);
  expect(fill(cardWith({ ...plain, heightPx: 1, resize: 'crop' }), [2, 2], four)).toHaveLength(6);
  // Grey in three equal channels, and a byte that the card makes another one of, are not what was decoded.
  expect(fill(whole, [2, 2], [1, 2, 3, 4], 1)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
  expect(fill(cardWith({ ...plain, mean: [1] }), [2, 2], four)).toEqual(four.map((value) => value - 1));
});
