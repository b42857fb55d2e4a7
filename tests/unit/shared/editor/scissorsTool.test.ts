import { expect, test } from 'vitest';
import { pointsBounds, signedArea } from '#shared/geometry/rings.ts';
import { Hand } from '#tests/support/hand.ts';
import { drawPart } from '#tests/support/photoParts.ts';

/** Over a square from 20 to 80. */
function overSquare(): Hand {
  const hand = new Hand('scissors');
  hand.photo = drawPart({ width: 100, height: 100 }, (x, y) =>
    Math.max(Math.abs(x - 50), Math.abs(y - 50)) < 30 ? 180 : 40,
  );
  return hand;
}
/** The ways are there after the promises that are waiting now. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

async function threeAnchors(): Promise<Hand> {
  const hand = overSquare();
  for (const [x, y] of [
    [21, 50],
    [50, 21],
    [78, 60],
  ] as const) {
    hand.click(x, y);
    await settle();
  }
  return hand;
}
function expectSquare(hand: Hand): void {
  const [shape, ...others] = hand.created;
  expect(others).toEqual([]);
  const ring = shape?.kind === 'polygon' ? (shape.rings[0] ?? []) : [];
  for (const [at, side] of [20, 20, 60, 60].entries())
    expect(Math.abs((pointsBounds(ring)[at] as number) - side)).toBeLessThanOrEqual(2);
  expect(Math.abs(Math.abs(signedArea(ring)) / 3600 - 1)).toBeLessThan(0.06);
  // Half a pixel loose, sides of a square are few points.
  expect(ring.length / 2).toBeLessThan(24);
}

test('clicks at three sides and at the first point make the square', async () => {
  const hand = await threeAnchors();
  hand.click(50, 79);
  await settle();
  hand.click(22, 51);
  expectSquare(hand);
  expect(hand.draft).toBeNull();
});

test('a double click ends it, and so does finish', async () => {
  const hand = await threeAnchors();
  hand.click(50, 79).click(50, 79);
  expect(hand.created).toEqual([]);
  await settle();
  expectSquare(hand);
  const other = await threeAnchors();
  other.click(50, 79);
  expect(other.tool.finish?.()).toBe(true);
  await settle();
  expectSquare(other);
  expect(other.tool.finish?.()).toBe(false);
});

test('the line to the pointer follows the edge, and the last anchor can be taken back', async () => {
  const hand = overSquare().click(21, 50);
  await settle();
  hand.move(50, 21);
  const points = hand.draft?.kind === 'wire' ? hand.draft.points : [];
  // Around the corner, not across it.
  expect(pointsBounds(points)[2]).toBeGreaterThan(27);
  expect(
    Math.min(...points.filter((_, at) => at % 2 === 0).map((x, at) => x + (points[2 * at + 1] ?? 0))),
  ).toBeLessThan(46);
  hand.click(50, 21);
  await settle();
  expect(hand.draft).toMatchObject({ kind: 'wire', anchors: { length: 4 } });
  expect(hand.tool.back?.()).toBe(true);
  expect(hand.draft).toMatchObject({ anchors: { length: 2 } });
  expect(hand.tool.back?.()).toBe(true);
  expect(hand.draft).toBeNull();
  expect(hand.tool.back?.()).toBe(false);
});

test('cancel leaves nothing, also of ways that come later', async () => {
  const hand = (await threeAnchors()).click(50, 79);
  hand.tool.finish?.();
  expect(hand.tool.cancel()).toBe(true);
  await settle();
  expect(hand).toMatchObject({ created: [], draft: null });
  expect(hand.tool.cancel()).toBe(false);
});

test('without a photo the lines are straight', async () => {
  const hand = new Hand('scissors').click(10, 10).click(50, 10).click(50, 50);
  hand.tool.finish?.();
  await settle();
  expect(hand.created).toEqual([{ kind: 'polygon', rings: [[10, 10, 50, 10, 50, 50]] }]);
});
