import { expect, test } from 'vitest';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { placeImage } from '#models/families/placement.ts';
import { selectBoxes } from '#models/post/selectBoxes.ts';
import type { Candidate } from '#models/post/selectBoxes.ts';

const cardWith = (output: ModelCard['output']): ModelCard => ({
  name: 'm',
  family: 'yolox',
  task: 'detect',
  input: {
    ...{ widthPx: 100, heightPx: 100, layout: 'NCHW', dtype: 'float32', channels: 'RGB', resize: 'letterbox', pad: 0 },
    ...{ scale: 1, mean: [0], std: [1] },
  },
  output,
  classes: ['a', 'b'],
  sha256: 'a'.repeat(64),
});
const candidate = (left: number, score: number, classIndex = 0, side = 20): Candidate => ({
  ...{ left, top: 30, right: left + side, bottom: 30 + side, score, classIndex },
});
/** An image of twice the input's size, so that a pixel of the input is two of the image. */
const select = (candidates: readonly Candidate[], output: ModelCard['output'] = {}, score = 0.3): string[] => {
  const card = cardWith(output);
  return selectBoxes(candidates, card, placeImage(card, 200, 200), { score, iou: 0.5 }).map((found) => {
    const box = found.shape.kind === 'box' ? found.shape.box : [];
    return `${found.className} ${found.score.toFixed(2)} [${box.join(' ')}]`;
  });
};

// Shifted by 4 of 20: they overlap by 2/3.
const pair = [candidate(10, 0.8), candidate(14, 0.9)];
const ofTwoClasses = [candidate(10, 0.8, 1), candidate(14, 0.9)];

test('overlapping boxes are suppressed as the card says', () => {
  expect(select(pair)).toEqual(['a 0.90 [28 60 40 40]']);
  expect(select(pair, { nms: 'none' })).toEqual(['a 0.90 [28 60 40 40]', 'a 0.80 [20 60 40 40]']);
  expect(select(ofTwoClasses)).toHaveLength(2);
  expect(select(ofTwoClasses, { nms: 'all' })).toEqual(['a 0.90 [28 60 40 40]']);
});

test('soft suppression makes a box less certain instead, by the Gaussian of its overlap', () => {
  const score = 0.8 * Math.exp(-((2 / 3) ** 2) / 0.5);
  expect(select(pair, { nms: 'soft' })).toEqual(['a 0.90 [28 60 40 40]', `a ${score.toFixed(2)} [20 60 40 40]`]);
  expect(select(pair, { nms: 'soft' }, 0.4)).toEqual(['a 0.90 [28 60 40 40]']);
  // Another class is not its rival.
  expect(select(ofTwoClasses, { nms: 'soft' })[1]).toContain('0.80');
});

test('a card can ask for the best few, and for none that are tiny', () => {
  const three = [candidate(0, 0.5), candidate(30, 0.7), candidate(60, 0.6)];
  expect(select(three, { maxDetections: 2 })).toEqual(['a 0.70 [60 60 40 40]', 'a 0.60 [120 60 40 40]']);
  expect(select([candidate(0, 0.5, 0, 4), candidate(30, 0.7)], { minSidePx: 9 })).toEqual(['a 0.70 [60 60 40 40]']);
});

test('coordinates may be of the input, of the image, or parts of the input', () => {
  const one = { left: 0.1, top: 0.3, right: 0.3, bottom: 0.5, score: 0.9, classIndex: 0 };
  expect(select([one], { coordinates: 'unit' })).toEqual(['a 0.90 [20 60 40 40]']);
  expect(select([candidate(10, 0.9)], { coordinates: 'image' })).toEqual(['a 0.90 [10 30 20 20]']);
});

test('boxes are cut at the border after they are compared; what is turned inside out or outside is none', () => {
  // Cut, these two would be the same box.
  const beyond = [candidate(90, 0.9, 0, 20), { ...candidate(90, 0.8), right: 200, bottom: 50 }];
  expect(select(beyond)).toEqual(['a 0.90 [180 60 20 40]', 'a 0.80 [180 60 20 40]']);
  expect(select([{ ...candidate(10, 0.9), right: 5 }, candidate(150, 0.9)])).toEqual([]);
  expect(select([candidate(10, Number.NaN), candidate(Infinity, 0.9)])).toEqual([]);
});

test('of boxes everywhere the most certain thousand are kept, whichever way they are suppressed', () => {
  const everywhere = Array.from({ length: 100_000 }, (_, index) => {
    const [left, top] = [(index % 400) / 4, Math.floor(index / 400) / 4];
    return { left, top, right: left + 0.2, bottom: top + 0.2, score: 0.4 + index / 200_000, classIndex: index % 2 };
  });
  for (const nms of ['class', 'all', 'soft', 'none'] as const) {
    const found = select(everywhere, { nms, maxDetections: 5_000 });
    expect(found).toHaveLength(1000);
    expect(found[0]).toMatch(/^b 0\.90 /);
  }
  // Equally certain ones: the earlier.
  const equal = everywhere.map((one) => ({ ...one, score: 0.5 }));
  expect(select(equal, { nms: 'none' })[999]).toMatch(/^b 0\.50 \[99\.5 1 /);
});
