import { beforeEach, describe, expect, test } from 'vitest';
import type { Box } from '#shared/geometry/boxes.ts';
import { orientedCorners } from '#shared/geometry/oriented.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { pointsBounds } from '#shared/geometry/rings.ts';
import { Hand } from '#tests/support/hand.ts';

const box = (...sides: Box): Shape => ({ kind: 'box', box: sides });
const polygon = (...rings: number[][]): Shape => ({ kind: 'polygon', rings });

describe('box tool', () => {
  test('a drag makes a box, in any direction, cut at the border', () => {
    const hand = new Hand('box').drag(30, 40, 10, 20).drag(90, 90, 130, 150);
    expect(hand.created).toEqual([box(10, 20, 20, 20), box(90, 90, 10, 10)]);
  });
  test('two clicks make a box', () => {
    expect(new Hand('box').click(10, 10).move(20, 20).click(30, 40).created).toEqual([box(10, 10, 20, 30)]);
  });
  test('a slip of the hand makes nothing', () => {
    expect(new Hand('box').click(10, 10).click(11, 11).created).toEqual([]);
  });
  test('cancel leaves nothing of the gesture', () => {
    const hand = new Hand('box').down(10, 10).move(50, 50);
    expect(hand.tool.cancel()).toBe(true);
    expect(hand.up(60, 60)).toMatchObject({ created: [], draft: null });
    expect(hand.tool.cancel()).toBe(false);
  });
});

describe('polygon tool', () => {
  const triangle = (): Hand => new Hand('polygon').click(10, 10).click(50, 10).click(50, 60);

  test('clicks make the points; a click on the first one closes it', () => {
    expect(triangle().click(11, 9).created).toEqual([polygon([10, 10, 50, 10, 50, 60])]);
  });
  test('a double click closes it without a point of its own', () => {
    expect(triangle().click(50, 60).created).toEqual([polygon([10, 10, 50, 10, 50, 60])]);
  });
  test('finish closes it where it stands, and the tool is ready for the next', () => {
    const hand = triangle();
    expect(hand.tool.finish?.()).toBe(true);
    expect(hand.tool.finish?.()).toBe(false);
    hand.click(70, 70).click(90, 70).click(90, 90).tool.finish?.();
    expect(hand.created).toEqual([polygon([10, 10, 50, 10, 50, 60]), polygon([70, 70, 90, 70, 90, 90])]);
  });
  test('the last point can be taken back, down to the first', () => {
    const hand = triangle();
    expect(hand.tool.back?.()).toBe(true);
    hand.click(30, 70).click(10, 11);
    expect(hand.created).toEqual([polygon([10, 10, 50, 10, 30, 70])]);
    hand.click(5, 5);
    expect(hand.tool.back?.()).toBe(true);
    expect(hand).toMatchObject({ draft: null });
    expect(hand.tool.back?.()).toBe(false);
  });
  test('dragging draws freehand; back at its beginning it closes by itself', () => {
    const hand = new Hand('polygon').down(20, 20);
    for (const [x, y] of [
      [20, 40],
      [40, 40],
      [40, 20],
      [28, 20],
      [21, 20],
    ] as const)
      hand.move(x, y);
    hand.up(21, 20);
    expect(hand.created).toEqual([polygon([20, 20, 20, 40, 40, 40, 40, 20, 28, 20])]);
  });
  test('points beyond the border lie on it', () => {
    const hand = new Hand('polygon').click(-10, 10).click(150, 10).click(50, 130);
    hand.tool.finish?.();
    expect(hand.created).toEqual([polygon([0, 10, 100, 10, 50, 100])]);
  });
  test('two points, or three in a line, are no polygon', () => {
    const hand = new Hand('polygon').click(10, 10).click(50, 10);
    expect(hand.tool.finish?.()).toBe(true);
    hand.click(10, 10).click(50, 50).click(80, 80).tool.finish?.();
    expect(hand.created).toEqual([]);
  });
  test('what is being drawn is shown up to the pointer, and that the next click closes it', () => {
    const hand = triangle().move(30, 80);
    expect(hand.draft).toEqual({ kind: 'path', points: [10, 10, 50, 10, 50, 60, 30, 80], closes: false });
    expect(hand.move(12, 12).draft).toMatchObject({ closes: true });
    expect(hand.tool.cancel()).toBe(true);
    expect(hand).toMatchObject({ draft: null, created: [] });
  });
});

describe('select tool', () => {
  let hand: Hand;
  beforeEach(() => {
    hand = new Hand('select');
    hand.shapes = [
      { id: 'large', shape: box(0, 0, 80, 80) },
      { id: 'small', shape: box(20, 20, 20, 20) },
    ];
  });
  test('a click selects the smallest shape under it, a click beside all selects nothing', () => {
    expect(hand.click(25, 25).selected).toEqual(['small']);
    expect(hand.click(70, 70).selected).toEqual(['large']);
    expect(hand.click(95, 95).selected).toEqual([]);
  });
  test('of two equal shapes a click selects the one on top', () => {
    hand.shapes = ['below', 'above'].map((id) => ({ id, shape: box(20, 20, 10, 10) }));
    expect(hand.click(25, 25).selected).toEqual(['above']);
  });
  test('shift adds and takes away', () => {
    expect(hand.click(25, 25).click(70, 70, { shift: true }).selected).toEqual(['small', 'large']);
    expect(hand.click(25, 25, { shift: true }).selected).toEqual(['large']);
  });
  test('what is grouped is selected and moved together; alt takes one alone', () => {
    hand.shapes = [0, 30, 60].map((x) => ({ id: `at ${x}`, shape: box(x, 10, 20, 20) }));
    hand.groups = [['at 0', 'at 60']];
    expect(hand.click(70, 20).selected).toEqual(['at 60', 'at 0']);
    expect(hand.drag(70, 20, 75, 25)).toMatchObject({
      shapes: [{ shape: box(5, 15, 20, 20) }, { shape: box(30, 10, 20, 20) }, { shape: box(65, 15, 20, 20) }],
    });
    expect(hand.click(70, 20, { alt: true }).selected).toEqual(['at 60']);
    expect(hand.click(10, 20, { shift: true }).selected).toEqual(['at 0', 'at 60']);
    expect(hand.click(10, 20, { shift: true }).selected).toEqual([]);
    // A frame around one of them takes both.
    expect(hand.down(98, 5).move(60, 45).up(60, 45).selected).toEqual(['at 60', 'at 0']);
  });
  test('a drag moves and stops at the border', () => {
    expect(hand.drag(25, 25, 30, 35).shape('small')).toEqual(box(25, 30, 20, 20));
    expect(hand.drag(30, 40, 300, 300).shape('small')).toEqual(box(80, 80, 20, 20));
  });
  test('a handle of the selected box resizes it', () => {
    expect(hand.click(25, 25).drag(40, 40, 60, 50).shape('small')).toEqual(box(20, 20, 40, 30));
  });
  test('pulled over its other side, a box turns inside out', () => {
    expect(hand.click(25, 25).drag(40, 30, 10, 30).shape('small')).toEqual(box(10, 20, 10, 20));
  });
  test('cancel during a drag restores the box', () => {
    const before = hand.shapes;
    hand.down(25, 25).move(60, 60);
    expect(hand.previewed).not.toBeNull();
    expect(hand.tool.cancel()).toBe(true);
    expect(hand.up(60, 60)).toMatchObject({ shapes: before, previewed: null });
  });

  test('a drag that begins beside all shapes selects what lies wholly inside it', () => {
    hand.shapes = [
      { id: 'a', shape: box(10, 10, 20, 20) },
      { id: 'b', shape: box(40, 10, 20, 20) },
      { id: 'cut', shape: box(70, 10, 20, 20) },
    ];
    expect(hand.down(5, 5).move(80, 40)).toMatchObject({
      draft: { kind: 'marquee', box: [5, 5, 75, 35] },
      selected: ['a', 'b'],
    });
    expect(hand.up(80, 40)).toMatchObject({ draft: null, selected: ['a', 'b'] });
    expect(hand.shape('a')).toEqual(box(10, 10, 20, 20));
    hand.down(65, 5, { shift: true }).move(95, 35).up(95, 35);
    expect(hand.selected).toEqual(['a', 'b', 'cut']);
    expect(hand.click(3, 3).selected).toEqual([]);
  });
  test('cancel during such a drag lets go of the frame alone', () => {
    hand.down(95, 95).move(10, 10);
    expect(hand.tool.cancel()).toBe(true);
    expect(hand.move(0, 0)).toMatchObject({ draft: null });
  });

  describe('over a polygon', () => {
    beforeEach(() => {
      hand.shapes = [{ id: 'p', shape: polygon([10, 10, 50, 10, 50, 50, 10, 50], [20, 20, 40, 20, 40, 40, 20, 40]) }];
    });
    test('inside and on the line it is hit, in its hole it is not', () => {
      expect(hand.click(15, 30).selected).toEqual(['p']);
      expect(hand.click(30, 30).selected).toEqual([]);
      expect(hand.click(51, 30).selected).toEqual(['p']);
    });
    test('a vertex is pulled, the middle of an edge gives a new one, Alt takes one out', () => {
      hand.selected = ['p'];
      expect(hand.drag(50, 50, 70, 60).shape('p')).toMatchObject({
        rings: [[10, 10, 50, 10, 70, 60, 10, 50], expect.anything()],
      });
      expect(hand.drag(30, 10, 30, 0).shape('p')).toMatchObject({
        rings: [[10, 10, 30, 0, 50, 10, 70, 60, 10, 50], expect.anything()],
      });
      expect(hand.click(70, 60, { alt: true }).shape('p')).toMatchObject({
        rings: [[10, 10, 30, 0, 50, 10, 10, 50], expect.anything()],
      });
    });
    test('a triangle keeps its vertices; a hole that would be none goes', () => {
      hand.shapes = [{ id: 'p', shape: polygon([0, 0, 80, 0, 80, 80], [50, 10, 70, 10, 70, 30]) }];
      hand.selected = ['p'];
      expect(hand.click(0, 0, { alt: true }).shape('p')).toMatchObject({
        rings: [expect.anything(), expect.anything()],
      });
      expect(hand.click(50, 10, { alt: true }).shape('p')).toEqual(polygon([0, 0, 80, 0, 80, 80]));
    });
    test('it moves as a whole, holes too, and stops at the border', () => {
      expect(hand.drag(15, 30, 500, 35).shape('p')).toEqual(
        polygon([60, 15, 100, 15, 100, 55, 60, 55], [70, 25, 90, 25, 90, 45, 70, 45]),
      );
    });
  });
});

describe('extreme tool', () => {
  test('four outermost points in any order give the box around them', () => {
    expect(new Hand('extreme').click(50, 20).click(90, 45).click(10, 60).click(40, 80).created).toEqual([
      box(10, 20, 80, 60),
    ]);
  });
  test('a point can be taken back; cancel leaves nothing', () => {
    const hand = new Hand('extreme').click(50, 20).click(99, 99);
    expect(hand.tool.back?.()).toBe(true);
    hand.click(90, 45).click(10, 60).click(40, 80).click(1, 1);
    expect(hand.created).toEqual([box(10, 20, 80, 60)]);
    expect(hand.tool.cancel()).toBe(true);
    expect(hand).toMatchObject({ draft: null });
  });
});

describe('rotated box tool', () => {
  const cornersOf = (hand: Hand): number[] => {
    const [shape] = hand.created;
    return shape?.kind === 'rotatedBox' ? orientedCorners(shape).map((value) => Math.round(value * 1000) / 1000) : [];
  };
  test('an edge and a point of the opposite one, on either side', () => {
    expect(cornersOf(new Hand('rotatedBox').click(20, 20).click(50, 50).click(40, 60))).toEqual([
      20, 20, 50, 50, 40, 60, 10, 30,
    ]);
    expect(cornersOf(new Hand('rotatedBox').drag(10, 50, 60, 50).click(33, 20)).sort()).toEqual(
      [10, 50, 60, 50, 60, 20, 10, 20].sort(),
    );
  });
  test('the edge alone is nothing', () => {
    const hand = new Hand('rotatedBox').click(20, 20).click(50, 50).click(35, 35);
    expect(hand.created).toEqual([]);
    expect(hand).toMatchObject({ draft: null });
  });
});

test('the ellipse tool takes the corners of the box around it', () => {
  expect(new Hand('ellipse').drag(10, 20, 50, 40).created).toEqual([
    { kind: 'ellipse', centre: [30, 30], size: [40, 20], angle: 0 },
  ]);
});

test('the line tool ends on a second click or by finish, and never closes', () => {
  const hand = new Hand('polyline').click(10, 10).click(50, 10).click(50, 50).click(50, 50);
  hand.click(10, 90).click(40, 90).click(10, 91).tool.finish?.();
  expect(hand.created).toEqual([
    { kind: 'polyline', points: [10, 10, 50, 10, 50, 50] },
    { kind: 'polyline', points: [10, 90, 40, 90, 10, 91] },
  ]);
});

test('the point tool sets a point where the button is let go, within the image', () => {
  expect(new Hand('point').click(30, 40).drag(50, 50, 120, 60).created).toEqual([
    { kind: 'point', point: [30, 40] },
    { kind: 'point', point: [100, 60] },
  ]);
});

test('brush and eraser paint where they went; Alt turns one into the other', () => {
  const hand = new Hand('brush').down(20, 20).move(40, 20);
  expect(hand.draft).toEqual({ kind: 'stroke', points: [20, 20, 40, 20], radiusPx: 5, erases: false });
  hand.up(40, 20);
  expect(hand.draft).toBeNull();
  hand.down(50, 50, { alt: true }).up(50, 50);
  const eraser = new Hand('eraser').drag(10, 10, 20, 10);
  expect([...hand.painted, ...eraser.painted].map(({ operation }) => operation)).toEqual([
    'merge',
    'subtract',
    'subtract',
  ]);
  const [outline] = hand.painted[0]?.area[0] ?? [];
  expect(pointsBounds(outline ?? []).map(Math.round)).toEqual([15, 15, 30, 10]);
  expect(new Hand('brush').down(20, 20).move(40, 20).tool.cancel()).toBe(true);
});

test('the cut tool takes a line and draws nothing', () => {
  const hand = new Hand('cut').click(0, 50).click(100, 50).click(100, 50);
  expect(hand).toMatchObject({ cuts: [[0, 50, 100, 50]], created: [], draft: null });
});

describe('select tool over the vertices of one polygon', () => {
  let hand: Hand;
  const ring = (): readonly number[] | undefined => {
    const shape = hand.shape('p');
    return shape?.kind === 'polygon' ? shape.rings[0] : undefined;
  };
  const ctrl = { ctrl: true };
  beforeEach(() => {
    hand = new Hand('select');
    hand.shapes = [{ id: 'p', shape: polygon([10, 10, 50, 10, 50, 50, 10, 50]) }];
    hand.selected = ['p'];
  });

  test('Ctrl+click chooses and lets go; a drag of one that is chosen moves them all', () => {
    hand.click(50, 10, ctrl).click(50, 50, ctrl).click(10, 10, ctrl).click(10, 10, ctrl);
    expect(hand.vertices).toEqual(['vertex 0 1', 'vertex 0 2']);
    hand.drag(50, 50, 60, 55);
    expect(ring()).toEqual([10, 10, 60, 15, 60, 55, 10, 50]);
    expect(hand.vertices).toHaveLength(2);
  });
  test('a frame drawn with Ctrl chooses what it goes around', () => {
    hand.down(40, 5, ctrl).move(60, 60);
    expect(hand.draft?.kind).toBe('marquee');
    hand.up(60, 60);
    expect(hand).toMatchObject({ vertices: ['vertex 0 1', 'vertex 0 2'], draft: null, selected: ['p'] });
  });
  test('keys move what is chosen, and take it out, but never below three points', () => {
    expect([hand.tool.nudge?.(1, 1), hand.tool.drop?.()]).toEqual([false, false]);
    hand.click(50, 10, ctrl);
    expect(hand.tool.nudge?.(2, 3)).toBe(true);
    expect(ring()).toEqual([10, 10, 52, 13, 50, 50, 10, 50]);
    expect(hand.tool.drop?.()).toBe(true);
    expect(ring()).toEqual([10, 10, 50, 50, 10, 50]);
    expect(hand.vertices).toEqual([]);
    hand.click(10, 10, ctrl);
    expect(hand.tool.drop?.()).toBe(true);
    expect(ring()).toHaveLength(6);
  });
  test('the middle of an edge slides both its ends with Ctrl, and makes a new point without', () => {
    hand.down(30, 10, ctrl).move(32, 4).up(32, 4);
    expect(ring()).toEqual([12, 4, 52, 4, 50, 50, 10, 50]);
    hand.down(30, 50).move(30, 60).up(30, 60);
    expect(ring()).toHaveLength(10);
  });
  test('another vertex, another place, or cancel lets go of them', () => {
    hand.click(50, 10, ctrl).drag(10, 10, 12, 12);
    expect(hand.vertices).toEqual([]);
    expect(ring()).toEqual([12, 12, 50, 10, 50, 50, 10, 50]);
    hand.click(50, 10, ctrl);
    expect([hand.tool.cancel(), hand.tool.cancel()]).toEqual([true, false]);
    expect(hand.vertices).toEqual([]);
    hand.click(50, 10, ctrl).down(50, 10).move(60, 20);
    hand.tool.cancel();
    expect(ring()).toEqual([12, 12, 50, 10, 50, 50, 10, 50]);
  });
});
