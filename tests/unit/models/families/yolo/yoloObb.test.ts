import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Oriented } from '#shared/geometry/oriented.ts';
import { probIou } from '#shared/metrics/probIou.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import { cardOf, cells, decode, exported, tensorOf } from './support.ts';

const metadata = { names: "{0: 'ship', 1: 'plane'}", task: 'obb' };

test('turned boxes keep their clockwise angle through the letterbox, and the best in a place stays', () => {
  const rows = [
    [32, 32, 20, 10, 0.1, 0.8, 0.5],
    // The same plane, turned a little more; a ship across it; another plane beside it.
    [33, 32, 20, 10, 0.1, 0.7, 0.6],
    [32, 32, 20, 10, 0.6, 0.1, 0.5 + Math.PI / 2],
    [50, 40, 20, 10, 0.1, 0.5, -0.7],
  ];
  for (const [shape, turned] of [
    [[1, 7, cells], true],
    [[1, cells, 7], false],
  ] as const) {
    const of = exported(metadata, [...shape]);
    const card = cardOf(of);
    expect(card).toMatchObject({ family: 'yoloObb', task: 'obb' });
    expect(findFamily('yoloObb')?.classCount(of, card)).toBe(2);
    const found = decode(card, [tensorOf(rows, cells, turned)], [128, 64]);
    expect(found.map(({ className }) => className)).toEqual(['plane', 'ship', 'plane']);
    const [first, , last] = found.map((one) => (one.shape.kind === 'rotatedBox' ? one.shape : null));
    expect(first?.centre.map((value) => Math.round(value * 1e4) / 1e4)).toEqual([64, 32]);
    expect(first?.size[0]).toBeCloseTo(40, 4);
    expect(first?.size[1]).toBeCloseTo(20, 4);
    expect(first?.angle).toBeCloseTo(0.5, 5);
    expect(last?.angle).toBeCloseTo(-0.7, 5);
  }
});

test('the probabilistic IoU is what its closed form says for boxes side by side, and knows no order', () => {
  const box = (x: number, angle: number, size: readonly [number, number] = [20, 10]): Oriented => {
    return { centre: [x, 0], size, angle };
  };
  expect(probIou(box(0, 0.3), box(0, 0.3))).toBeGreaterThan(0.999);
  // Equal boxes: the distance is 3/2 of the square of how many widths they are apart.
  for (const apart of [2, 5, 10, 40])
    expect(probIou(box(0, 0), box(apart, 0))).toBeCloseTo(1 - Math.sqrt(1 - Math.exp(-1.5 * (apart / 20) ** 2)), 4);
  expect(probIou(box(0, 0), box(0, Math.PI / 2))).toBeLessThan(0.6);
  expect(probIou(box(0, 0), box(500, 0))).toBeLessThan(1e-3);
  const any = fc.record({
    centre: fc.tuple(fc.float({ min: -50, max: 50, noNaN: true }), fc.float({ min: -50, max: 50, noNaN: true })),
    size: fc.tuple(fc.float({ min: 0, max: 60, noNaN: true }), fc.float({ min: 0, max: 60, noNaN: true })),
    angle: fc.float({ min: -3, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(any, any, (a, b) => {
      expect(probIou(a, b)).toBeCloseTo(probIou(b, a), 5);
      expect(probIou(a, b)).toBeGreaterThanOrEqual(-1e-6);
      expect(probIou(a, b)).toBeLessThanOrEqual(1);
    }),
  );
});
