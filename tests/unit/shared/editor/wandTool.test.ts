import { expect, test } from 'vitest';
import { pointsBounds } from '#shared/geometry/rings.ts';
import { Hand } from '#tests/support/hand.ts';
import { drawPart } from '#tests/support/photoParts.ts';

/** Dark; in it a square of grey, in that a brighter one; all edges at tens. */
function overSquares(): Hand {
  const hand = new Hand('wand');
  hand.photo = drawPart({ width: 100, height: 100 }, (x, y) => {
    const away = Math.max(Math.abs(x - 50), Math.abs(y - 50));
    return away < 20 ? 100 : away < 40 ? 70 : 35;
  });
  return hand;
}
const painted = ({ painted }: Hand): unknown[] =>
  painted.map(({ area, operation }) => [operation, area.map((rings) => rings.map(pointsBounds))]);

test('a click takes what has the same colour', () => {
  const hand = overSquares().click(50, 50);
  expect(painted(hand)).toEqual([['merge', [[[30, 30, 40, 40]]]]]);
  expect(hand.draft).toBeNull();
});

test('a drag to the right takes more while it is shown, and the tolerance is remembered', () => {
  const hand = overSquares().down(50, 50).move(98, 38);
  expect(hand.draft).toMatchObject({ kind: 'area', erases: false });
  expect(hand.tolerance).toBe(43);
  hand.up(98, 38).click(50, 50);
  expect(painted(hand)).toEqual([
    ['merge', [[[10, 10, 80, 80]]]],
    ['merge', [[[10, 10, 80, 80]]]],
  ]);
});

test('up is more, down and left are less; a shaking hand changes nothing', () => {
  const hand = overSquares().down(50, 50).move(50, 30);
  expect(hand.tolerance).toBe(23);
  hand.move(40, 60);
  expect(hand.tolerance).toBe(7);
  hand.move(53, 50);
  expect(hand.tolerance).toBe(15);
});

test('Alt takes away, Shift fills holes', () => {
  const hand = overSquares().click(50, 50, { alt: true }).click(50, 15).click(50, 15, { shift: true });
  expect(painted(hand)).toEqual([
    ['subtract', [[[30, 30, 40, 40]]]],
    [
      'merge',
      [
        [
          [10, 10, 80, 80],
          [30, 30, 40, 40],
        ],
      ],
    ],
    ['merge', [[[10, 10, 80, 80]]]],
  ]);
});

test('cancel leaves nothing, not even the tolerance that was tried', () => {
  const hand = overSquares().down(50, 50).move(90, 50);
  expect(hand.tool.cancel()).toBe(true);
  expect(hand.up(90, 50)).toMatchObject({ painted: [], draft: null, tolerance: 15 });
  expect(hand.tool.cancel()).toBe(false);
});

test('beside the photo, or without one, a press does nothing', () => {
  expect(overSquares().click(120, 50).painted).toEqual([]);
  expect(new Hand('wand').click(50, 50).painted).toEqual([]);
});
