import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { wayAlong } from '#shared/geometry/borderWay.ts';
import { Hand } from '#tests/support/hand.ts';

/** 50..90 across and 10..70 down, with a point in the middle of its left side. */
const neighbour = [50, 10, 90, 10, 90, 70, 50, 70, 45, 40];

describe('a polygon beside another', () => {
  let hand: Hand;
  beforeEach(() => {
    hand = new Hand('polygon');
    hand.shapes = [{ id: 'neighbour', shape: { kind: 'polygon', rings: [neighbour] } }];
  });
  const created = (): unknown => hand.created.map((shape) => shape.kind === 'polygon' && shape.rings);

  test('follows its edge the shorter way, with exactly its points', () => {
    hand.click(10, 10).click(51, 11, { ctrl: true }).click(49, 71, { ctrl: true }).click(10, 70);
    hand.tool.finish?.();
    expect(created()).toEqual([[[10, 10, 50, 10, 45, 40, 50, 70, 10, 70]]]);
  });
  test('goes the other way round by a key, and shows it before', () => {
    hand.followsBorders = true;
    hand.click(10, 10).click(51, 11).move(50, 70);
    expect(hand.draft).toMatchObject({ points: [10, 10, 50, 10, 45, 40, 50, 70] });
    expect(hand.tool.flip?.()).toBe(true);
    expect(hand.draft).toMatchObject({ points: [10, 10, 50, 10, 90, 10, 90, 70, 50, 70] });
    hand.down(50, 70).up(50, 70).click(10, 70).tool.finish?.();
    expect(created()).toEqual([[[10, 10, 50, 10, 90, 10, 90, 70, 50, 70, 10, 70]]]);
  });
  test('closes where it began on the border', () => {
    hand.followsBorders = true;
    hand.click(50, 10).click(20, 40).click(50, 70).click(50, 10);
    expect(created()).toEqual([[[50, 10, 20, 40, 50, 70, 45, 40]]]);
  });
  test('follows nothing without the key, and nothing far away', () => {
    expect(hand.click(53, 13).tool.flip?.()).toBe(false);
    hand.click(20, 90, { ctrl: true }).click(53, 73).tool.finish?.();
    expect(created()).toEqual([[[53, 13, 20, 90, 53, 73]]]);
  });
});

test('both ways between two points of an outline make the whole of it', () => {
  const ring = fc
    .array(fc.integer({ min: 0, max: 99 }), { minLength: 6, maxLength: 24 })
    .map((all) => all.slice(0, all.length - (all.length % 2)));
  fc.assert(
    fc.property(ring, fc.nat(), fc.nat(), (points, a, b) => {
      const count = points.length / 2;
      const [from, to] = [a % count, b % count];
      if (from === to) return;
      const [near, far] = [wayAlong(points, from, to, false), wayAlong(points, from, to, true)];
      expect(near.length + far.length).toBe(points.length);
      expect(near.slice(-2)).toEqual(far.slice(-2));
    }),
  );
});
