import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceWeight, findDifferences } from '#shared/metrics/findDifferences.ts';
import type { ComparedLabel, ComparedPrediction } from '#shared/metrics/findDifferences.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

type Quad = [number, number, number, number];
const box = (...quad: Quad): Shape => ({ kind: 'box', box: quad });
const label = (classKey: string, shape: Shape): ComparedLabel => ({ classKey, shape });
const predicted = (classKey: string, shape: Shape, score = 0.9): ComparedPrediction => ({ classKey, shape, score });

const kindsOf = (predictions: ComparedPrediction[], labels: ComparedLabel[], overlap = 0.5): string[] =>
  findDifferences(predictions, labels, overlap).differences.map(({ kind }) => kind);

test('each kind of difference', () => {
  const here = box(0, 0, 10, 10);
  expect(kindsOf([predicted('cat', here)], [label('cat', here)])).toEqual([]);
  expect(kindsOf([predicted('cat', here)], [])).toEqual(['missing']);
  expect(kindsOf([], [label('cat', here)])).toEqual(['extra']);
  expect(kindsOf([predicted('cat', here)], [label('dog', here)])).toEqual(['otherClass']);
  // 10 x 10 against 10 x 10 moved by 6: 40 / 160.
  expect(findDifferences([predicted('cat', here)], [label('cat', box(6, 0, 10, 10))], 0.5).differences).toMatchObject([
    { kind: 'lowOverlap', overlap: 0.25 },
  ]);
  // Too far apart to be one object: 10 / 190.
  expect(kindsOf([predicted('cat', here)], [label('cat', box(9, 0, 10, 10))])).toEqual(['missing', 'extra']);
  // Of another class and in another place, nothing tells that it is the same object.
  expect(kindsOf([predicted('cat', here)], [label('dog', box(6, 0, 10, 10))])).toEqual(['missing', 'extra']);
});

test('the threshold is part of what agrees', () => {
  const [half, whole] = [box(0, 0, 10, 5), box(0, 0, 10, 10)];
  expect(kindsOf([predicted('cat', half)], [label('cat', whole)], 0.5)).toEqual([]);
  expect(kindsOf([predicted('cat', half)], [label('cat', whole)], 0.51)).toEqual(['lowOverlap']);
});

test('of two objects in one place each finds its own class, though the other overlaps more', () => {
  const [rider, horse] = [box(0, 0, 10, 10), box(0, 2, 10, 10)];
  expect(
    findDifferences([predicted('person', horse)], [label('person', rider), label('horse', horse)], 0.5),
  ).toMatchObject({
    agreed: [{ label: { classKey: 'person' } }],
    differences: [{ kind: 'extra', label: { classKey: 'horse' } }],
  });
});

test('a second prediction of one object is one too many, and it is the one of the lower score', () => {
  const here = box(0, 0, 10, 10);
  const found = findDifferences([predicted('cat', here, 0.3), predicted('cat', here, 0.8)], [label('cat', here)], 0.5);
  expect(found.agreed.map(({ prediction }) => prediction.score)).toEqual([0.8]);
  expect(found.differences).toMatchObject([{ kind: 'missing', prediction: { score: 0.3 } }]);
});

test('classes of whole images, masks, rotated boxes and keypoints are compared as what they are', () => {
  const whole: Shape = { kind: 'whole' };
  expect(kindsOf([predicted('cat', whole)], [label('dog', whole)])).toEqual(['otherClass']);
  expect(kindsOf([predicted('cat', whole)], [label('cat', whole)])).toEqual([]);
  expect(kindsOf([predicted('cat', whole)], [label('cat', box(0, 0, 9, 9))])).toEqual(['missing', 'extra']);
  const ring = (size: number): Shape => ({ kind: 'polygon', rings: [[0, 0, size, 0, size, size, 0, size]] });
  // A quarter of the area.
  expect(kindsOf([predicted('cat', ring(10))], [label('cat', ring(20))])).toEqual(['lowOverlap']);
  const turned = (angle: number): Shape => ({ kind: 'rotatedBox', centre: [50, 50], size: [40, 8], angle });
  expect(kindsOf([predicted('cat', turned(0))], [label('cat', turned(0.01))])).toEqual([]);
  // Across each other they share 8 x 8 of 40 x 8 + 40 x 8 - 8 x 8: 64 / 576.
  const [cross] = findDifferences([predicted('cat', turned(0))], [label('cat', turned(Math.PI / 2))], 0.5).differences;
  expect(cross?.kind).toBe('lowOverlap');
  expect(cross?.overlap).toBeCloseTo(64 / 576, 1);
  const pose = (dx: number): Shape => ({
    kind: 'keypoints',
    joints: [
      { id: 'a', visibility: 'visible', x: 10 + dx, y: 10 },
      { id: 'b', visibility: 'visible', x: 90 + dx, y: 90 },
    ],
  });
  expect(kindsOf([predicted('cat', pose(2))], [label('cat', pose(0))])).toEqual([]);
  expect(kindsOf([predicted('cat', pose(18))], [label('cat', pose(0))])).toEqual(['lowOverlap']);
});

const anyShape = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 20 }))
  .map(([x, y, side]) => box(x, y, side, side));
const anyClass = fc.constantFrom('cat', 'dog', 'bird');
const anyLabels = fc.array(fc.record({ classKey: anyClass, shape: anyShape }), { maxLength: 12 });
const anyPredictions = fc.array(
  fc.record({ classKey: anyClass, shape: anyShape, score: fc.constantFrom(0.2, 0.5, 0.9) }),
  { maxLength: 12 },
);

test('every prediction and every label is told of once, and kinds are what they say', () => {
  fc.assert(
    fc.property(anyPredictions, anyLabels, fc.constantFrom(0.3, 0.5, 0.75), (predictions, labels, overlap) => {
      const { agreed, differences } = findDifferences(predictions, labels, overlap);
      const all = [...agreed, ...differences];
      expect(new Set(all.flatMap(({ prediction }) => prediction ?? []))).toEqual(new Set(predictions));
      expect(all.flatMap(({ prediction }) => prediction ?? []).length).toBe(predictions.length);
      expect(new Set(all.flatMap((one) => one.label ?? []))).toEqual(new Set(labels));
      expect(all.flatMap((one) => one.label ?? []).length).toBe(labels.length);
      for (const pair of agreed) expect(pair.overlap).toBeGreaterThanOrEqual(overlap);
      for (const one of differences) {
        expect(differenceWeight(one)).toBeGreaterThanOrEqual(0);
        expect(differenceWeight(one)).toBeLessThanOrEqual(1);
        if (one.kind === 'otherClass') expect(one.prediction.classKey).not.toBe(one.label.classKey);
        if (one.kind !== 'lowOverlap') continue;
        expect(one.prediction.classKey).toBe(one.label.classKey);
        expect(one.overlap).toBeLessThan(overlap);
      }
    }),
  );
});

test('labels taken from the predictions differ in nothing', () => {
  fc.assert(
    fc.property(anyPredictions, (predictions) => {
      const labels = predictions.map(({ classKey, shape }) => ({ classKey, shape }));
      expect(findDifferences(predictions, labels, 0.5).differences).toEqual([]);
    }),
  );
});
