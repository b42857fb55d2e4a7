import fc from 'fast-check';
import { expect, test } from 'vitest';
import { upright } from '#shared/geometry/orientation.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { labelEnds } from '../../../../renderer/canvas/labelEnds.ts';
import { placeLabel } from '../../../../renderer/canvas/labelPlace.ts';

const canvas = { width: 800, height: 600 };
const label = { width: 60, height: 18 };

test('a label lies above its shape, below where there is no room, and else nowhere', () => {
  const shape = { x: 100, y: 100, width: 50, height: 50 };
  expect(placeLabel(shape, label, canvas, [shape])).toEqual({ x: 99, y: 79 });
  const top = { ...shape, y: 10 };
  expect(placeLabel(top, label, canvas, [top])).toEqual({ x: 99, y: 63 });
  const tall = { ...shape, y: 10, height: 580 };
  expect(placeLabel(tall, label, canvas, [tall])).toBeNull();
});
test('it makes way for what is being edited', () => {
  const shape = { x: 100, y: 100, width: 50, height: 50 };
  const edited = { x: 80, y: 60, width: 60, height: 30 };
  expect(placeLabel(shape, label, canvas, [shape, edited])).toEqual({ x: 99, y: 153 });
  expect(placeLabel(shape, label, canvas, [shape, { ...edited, height: 130 }])).toBeNull();
});
test('wherever shapes lie, no label lies over the one that is edited, and none beyond the canvas', () => {
  const rect = fc.record({
    x: fc.integer({ min: -200, max: 900 }),
    y: fc.integer({ min: -200, max: 700 }),
    width: fc.integer({ min: 0, max: 500 }),
    height: fc.integer({ min: 0, max: 500 }),
  });
  fc.assert(
    fc.property(rect, rect, (shape, edited) => {
      const place = placeLabel(shape, label, canvas, [edited]);
      if (!place) return;
      const { x, y } = place;
      const [right, bottom] = [x + label.width, y + label.height];
      expect(x >= 0 && y >= 0 && right <= canvas.width && bottom <= canvas.height).toBe(true);
      const isBeside =
        x >= edited.x + edited.width || right <= edited.x || y >= edited.y + edited.height || bottom <= edited.y;
      expect(isBeside).toBe(true);
    }),
  );
});

test('the label of an outline begins where it is highest or lowest, also when the view is turned', () => {
  const shape: Shape = { kind: 'polygon', rings: [[10, 50, 60, 10, 90, 40, 30, 80]] };
  const view = { scale: 2, offsetX: 5, offsetY: 0, orientation: upright };
  expect(labelEnds(view, shape)).toEqual({ above: 124, below: 64 });
  expect(labelEnds(view, { kind: 'box', box: [10, 10, 80, 70] })).toBeUndefined();
  // A quarter turn clockwise: what was leftmost is highest.
  const turned = { ...view, offsetX: 200, orientation: { xx: 0, xy: -1, yx: 1, yy: 0 } as const };
  expect(labelEnds(turned, shape)).toEqual({ above: 99, below: 119 });
  const rect = { x: 100, y: 100, width: 50, height: 50 };
  expect(placeLabel(rect, label, canvas, [rect], { above: 120, below: 110 })).toEqual({ x: 120, y: 79 });
  expect(placeLabel({ ...rect, y: 5 }, label, canvas, [], { above: 120, below: 110 })).toEqual({ x: 110, y: 58 });
});
