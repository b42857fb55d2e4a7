import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  flipAcross,
  flipDown,
  isEqualOrientation,
  isMirrored,
  isSideways,
  toImageDirection,
  toScreenDirection,
  turnCursor,
  turnLeft,
  turnOf,
  turnRight,
  upright,
} from '#shared/geometry/orientation.ts';

const half = turnRight(turnRight(upright));
const orientations = [upright, turnRight(upright), half, turnLeft(upright)].flatMap((one) => [one, flipAcross(one)]);
const each = fc.constantFrom(...orientations);

test('there are eight ways to lay an image down', () => {
  const different = orientations.filter(
    (one, at) => orientations.findIndex((other) => isEqualOrientation(one, other)) === at,
  );
  expect(different).toHaveLength(8);
  expect(orientations.filter(isMirrored)).toHaveLength(4);
  expect(orientations.filter(isSideways)).toHaveLength(4);
});

test('turns and flips take each other back, and mean what is seen on the screen', () => {
  fc.assert(
    fc.property(each, (one) => {
      expect(turnLeft(turnRight(one))).toEqual(one);
      expect(flipAcross(flipAcross(one))).toEqual(one);
      expect(flipDown(flipDown(one))).toEqual(one);
      expect(flipDown(flipAcross(one))).toEqual(turnRight(turnRight(one)));
      expect(turnRight(turnRight(turnRight(turnRight(one))))).toEqual(one);
    }),
  );
  // The image's right lies at the bottom after a turn to the right, whichever way it lay before.
  expect(toScreenDirection(turnRight(upright), [1, 0])).toEqual([0, 1]);
  expect(toScreenDirection(turnRight(flipAcross(upright)), [1, 0])).toEqual([0, -1]);
  expect(toScreenDirection(flipAcross(turnRight(upright)), [0, 1])).toEqual([1, 0]);
});

test('a direction to the screen and back is the same direction', () => {
  fc.assert(
    fc.property(each, fc.integer(), fc.integer(), (one, x, y) => {
      const [across, down] = toImageDirection(one, toScreenDirection(one, [x, y]));
      expect([across + 0, down + 0]).toEqual([x + 0, y + 0]);
    }),
  );
});

test('each is told as a turn, after a flip where it is mirrored', () => {
  const turns = [upright, turnRight(upright), half, turnLeft(upright)];
  expect(turns.map(turnOf)).toEqual([0, 90, 180, 270]);
  const flipped = flipAcross(upright);
  expect([flipped, turnRight(flipped), turnRight(turnRight(flipped)), turnLeft(flipped)].map(turnOf)).toEqual([
    0, 90, 180, 270,
  ]);
  expect(turnOf(flipDown(upright))).toBe(180);
});

test('cursors point where a handle is pulled on the screen', () => {
  expect(turnCursor('ne-resize', turnRight(upright))).toBe('se-resize');
  expect(turnCursor('w-resize', turnRight(upright))).toBe('n-resize');
  expect(turnCursor('nw-resize', flipAcross(upright))).toBe('ne-resize');
  expect(turnCursor('n-resize', flipAcross(upright))).toBe('n-resize');
  expect(turnCursor('s-resize', flipDown(upright))).toBe('n-resize');
  for (const cursor of ['move', 'copy', 'crosshair', 'default', 'grab'])
    expect(turnCursor(cursor, turnLeft(upright))).toBe(cursor);
});
