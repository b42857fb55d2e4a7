import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '#shared/base/seededRandom.ts';
import { applyAffine, determinant } from '#shared/geometry/affine.ts';
import { augmentLabels } from '#shared/model/augment/augmentLabels.ts';
import { chooseSources, planCopy } from '#shared/model/augment/planCopy.ts';
import { augmentOps } from '#shared/model/exportOptions.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';

const size = { width: 640, height: 480 };
const other = { width: 300, height: 900 };
const ops = fc.subarray([...augmentOps], { minLength: 1 });

test('the generator gives the same numbers everywhere: these are of another program of it', () => {
  const random = seededRandom('7/1/images/a.jpg');
  const numbers = Array.from({ length: 3 }, () => Math.floor(random() * 1e6));
  expect(numbers).toMatchInlineSnapshot(`
    [
      686459,
      528825,
      750071,
    ]
  `);
  const many = Array.from({ length: 10_000 }, seededRandom('x'));
  expect(many.reduce((sum, one) => sum + one, 0) / many.length).toBeCloseTo(0.5, 1);
  expect(new Set(many).size).toBeGreaterThan(9_990);
});

test('the same seed gives the same plan; another one another', () => {
  const plan = (seed: string) => {
    const random = seededRandom(seed);
    const [, ...others] = chooseSources(random, augmentOps, 0, 10);
    return planCopy(random, augmentOps, [size, ...others.map(() => other)], 'n');
  };
  fc.assert(
    fc.property(fc.string(), (seed) => {
      expect(plan(seed)).toEqual(plan(seed));
      expect(plan(seed)).not.toEqual(plan(`${seed}/`));
    }),
  );
});

test('cells cover the copy once, and a part without a turn fills its cell', () => {
  fc.assert(
    fc.property(fc.string(), ops, (seed, chosen) => {
      const random = seededRandom(seed);
      const [, ...others] = chooseSources(random, chosen, 0, 10);
      const { parts, width, height } = planCopy(random, chosen, [size, ...others.map(() => other)], 'n');
      expect([width, height]).toEqual([640, 480]);
      expect(parts.reduce((sum, { cell }) => sum + cell[2] * cell[3], 0)).toBe(width * height);
      for (const { cell, affine, source } of parts) {
        expect(cell.every(Number.isInteger)).toBe(true);
        // Even scales alone: circles stay circles.
        expect(affine.xx ** 2 + affine.yx ** 2).toBeCloseTo(affine.xy ** 2 + affine.yy ** 2, 9);
        if (chosen.includes('rotate')) continue;
        const from = source === 0 ? size : other;
        const [x0, y0] = applyAffine(affine, 0, 0);
        const [x1, y1] = applyAffine(affine, from.width, from.height);
        const [left, top, across, down] = cell;
        expect(Math.min(x0, x1)).toBeLessThanOrEqual(left + 1e-6);
        expect(Math.max(x0, x1)).toBeGreaterThanOrEqual(left + across - 1e-6);
        expect(Math.min(y0, y1)).toBeLessThanOrEqual(top + 1e-6);
        expect(Math.max(y0, y1)).toBeGreaterThanOrEqual(top + down - 1e-6);
      }
    }),
  );
});

test('a very large image has smaller copies', () => {
  const { width, height, parts } = planCopy(() => 0.5, ['color'], [{ width: 20_000, height: 10_000 }], 'n');
  expect(width * height).toBeLessThanOrEqual(50.1e6);
  expect(parts[0]?.affine.xx).toBeCloseTo(0.5, 3);
});

const cell = 1 as ClassId;
const flipped = {
  ...{ ...size, tone: null, noise: null },
  parts: [{ source: 0, affine: { xx: -1, xy: 0, yx: 0, yy: 1, x0: 640, y0: 0 }, cell: [0, 0, 640, 480] as const }],
};

test('a mirrored body has its left where its right was, in the order of its skeleton', () => {
  const skeleton: Skeleton = {
    joints: [
      { id: 'n', name: 'nose', side: null, x: 0, y: 0 },
      { id: 'l', name: 'left hand', side: 'left', x: 0, y: 0 },
      { id: 'r', name: 'right hand', side: 'right', x: 0, y: 0 },
    ],
    edges: [],
  };
  const shape: Shape = {
    kind: 'keypoints',
    joints: [
      { id: 'n', visibility: 'visible', x: 100, y: 10 },
      { id: 'l', visibility: 'visible', x: 90, y: 20 },
      { id: 'r', visibility: 'occluded', x: 120, y: 30 },
    ],
  };
  const label = { classId: cell, shape };
  expect(augmentLabels(flipped, [[label]], () => skeleton).labels[0]?.shape).toEqual({
    kind: 'keypoints',
    joints: [
      { id: 'n', visibility: 'visible', x: 540, y: 10 },
      { id: 'l', visibility: 'occluded', x: 520, y: 30 },
      { id: 'r', visibility: 'visible', x: 550, y: 20 },
    ],
  });
  // Without sides nobody is mirrored.
  const plain = augmentLabels(flipped, [[label]], () => undefined).labels[0]?.shape;
  expect(plain?.kind === 'keypoints' && plain.joints.map(({ id }) => id)).toEqual(['n', 'l', 'r']);
});

test('a label of which less than a fifth is left is left out and counted, one of a fifth stays', () => {
  const moved = {
    ...flipped,
    parts: [{ source: 0, affine: { xx: 1, xy: 0, yx: 0, yy: 1, x0: -100, y0: 0 }, cell: [0, 0, 640, 480] as const }],
  };
  const box = (x: number): Shape => ({ kind: 'box', box: [x, 0, 100, 10] });
  const labels = [19.9, 20].map((x) => ({ classId: cell, shape: box(x) }));
  expect(augmentLabels(moved, [labels], () => undefined)).toEqual({
    labels: [{ classId: cell, shape: { kind: 'box', box: [0, 0, 20, 10] } }],
    dropped: 1,
  });
});

test('whatever is done, labels lie in their copy, and a class of the image is there once', () => {
  const shapes: Shape[] = [
    { kind: 'box', box: [600, 400, 40, 80] },
    { kind: 'polygon', rings: [[10, 10, 200, 40, 60, 300]] },
    { kind: 'polyline', points: [0, 0, 640, 480] },
    { kind: 'point', point: [320, 240] },
    { kind: 'whole' },
  ];
  fc.assert(
    fc.property(fc.string(), ops, (seed, chosen) => {
      const random = seededRandom(seed);
      const [, ...others] = chooseSources(random, chosen, 0, 10);
      const plan = planCopy(random, chosen, [size, ...others.map(() => size)], 'n');
      const labels = shapes.map((shape) => ({ classId: cell, shape }));
      const copy = augmentLabels(plan, [labels, ...others.map(() => labels)], () => undefined);
      expect(copy.labels.filter(({ shape }) => shape.kind === 'whole')).toHaveLength(1);
      for (const { shape } of copy.labels) {
        const [x, y, width, height] = geometryOf(shape).bounds(shape) ?? [0, 0, 0, 0];
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(plan.width + 1e-9);
        expect(y + height).toBeLessThanOrEqual(plan.height + 1e-9);
      }
      if (!chosen.includes('flip')) for (const { affine } of plan.parts) expect(determinant(affine)).toBeGreaterThan(0);
    }),
  );
});
