import { expect, test } from 'vitest';
import { averagePrecision } from '#shared/metrics/averagePrecision.ts';
import { createEvaluation } from '#shared/metrics/createEvaluation.ts';
import type { ComparedLabel, ComparedPrediction } from '#shared/metrics/findDifferences.ts';
import { precisionCurveArea } from '#shared/metrics/precisionCurve.ts';

type Quad = [number, number, number, number];
const truthOf = (classKey: string, box: Quad): ComparedLabel => ({ classKey, shape: { kind: 'box', box } });
const found = (classKey: string, box: Quad, score: number): ComparedPrediction => ({
  ...truthOf(classKey, box),
  score,
});

/** A scene of 61 images that a script in Python made in the same way, number by number. */
function makeScene() {
  let seed = 12345;
  const random = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const anyBox = (): Quad => [random(300), random(300), 5 + random(80), 5 + random(80)];
  const images = Array.from({ length: 61 }, () => ({
    truths: [] as ComparedLabel[],
    predictions: [] as ComparedPrediction[],
  }));
  for (const { truths, predictions } of images.slice(0, 60)) {
    for (let left = random(9); left > 0; left -= 1) {
      const kind = random(4);
      const [x, y, w, h] = anyBox();
      truths.push(truthOf(String(kind), [x, y, w, h]));
      for (let more = random(4); more > 0; more -= 1) {
        const reach = 1 + Math.floor(w / 6);
        const guess = random(8) ? kind : random(5);
        const jitter = (): number => random(2 * reach + 1) - reach;
        const box: Quad = [x + jitter(), y + jitter(), w + random(reach + 1), h + random(reach + 1)];
        predictions.push(found(String(guess), box, (1 + random(40)) / 40));
      }
    }
    for (let left = random(3); left > 0; left -= 1) {
      const guess = random(5);
      predictions.push(found(String(guess), anyBox(), (1 + random(40)) / 40));
    }
  }
  const last = images[60];
  for (let at = 0; at < 130; at += 1) last?.predictions.push(found('0', [2 * at, 0, 20, 20], (1 + random(40)) / 40));
  for (let at = 0; at < 50; at += 1) last?.truths.push(truthOf('0', [5 * at, 0, 20, 20]));
  return images;
}

test('precision is that of pycocotools, with equal scores, equal overlaps, and more than a hundred detections', () => {
  const evaluation = createEvaluation();
  for (const { predictions, truths } of makeScene()) evaluation.add(predictions, truths);
  const classes = evaluation.classes().sort((a, b) => a.classKey.localeCompare(b.classKey));
  // Of cocoeval.py of cocoapi 8c9bcc3, run on the same scene with NumPy 2.4.
  const expected = [
    [0.49845697900835784, 0.29310737371590384],
    [0.3091381231546959, 0.11956074785981056],
    [0.3682106711260349, 0.11436935657023449],
    [0.44850236954727163, 0.16299016459131135],
  ];
  expect(classes.map(({ truths }) => truths).reduce((sum, count) => sum + count, 0)).toBe(320);
  for (const [at, [ap50, ap]] of expected.entries()) {
    expect(classes[at]?.ap50).toBeCloseTo(ap50 ?? 0, 12);
    expect(classes[at]?.ap).toBeCloseTo(ap ?? 0, 12);
  }
  // Predicted, but never labeled: no precision, as pycocotools leaves it out.
  expect(classes[4]).toMatchObject({ classKey: '4', truths: 0, ap50: Number.NaN });
});

test('a curve that reaches a recall level to the last bit counts there as NumPy’s numbers say', () => {
  // 35 of 100 found, all right: np.linspace(0, 1, 101)[35] is 0.35000000000000003, just above 35 / 100.
  const hits = Array.from({ length: 35 }, () => true);
  expect(precisionCurveArea(hits, 100)).toBe(35 / 101);
  const truths = Array.from({ length: 100 }, (_, image) => ({ image, box: [0, 0, 9, 9] as const }));
  const detections = truths.slice(0, 35).map(({ image, box }) => ({ image, box, score: 0.5 }));
  expect(averagePrecision(detections, truths, 0.5)).toBe(35 / 101);
});

test('without predictions the precision is 0, and without anything there is no class', () => {
  const evaluation = createEvaluation();
  evaluation.add([], []);
  expect(evaluation.classes()).toEqual([]);
  evaluation.add([], [truthOf('cell', [0, 0, 5, 5])]);
  expect(evaluation.classes()).toEqual([{ classKey: 'cell', truths: 1, ap50: 0, ap: 0 }]);
});
