import { expect, test } from 'vitest';
import { pointsBounds } from '#shared/geometry/rings.ts';
import { Hand } from '#tests/support/hand.ts';
import { drawPart } from '#tests/support/photoParts.ts';

/** A bright square from 30 to 70 on noise. */
function overSquare(): Hand {
  const hand = new Hand('smart');
  hand.photo = drawPart(
    { width: 100, height: 100 },
    (x, y) => (Math.max(Math.abs(x - 50), Math.abs(y - 50)) < 20 ? 180 : 60),
    { noise: 12 },
  );
  return hand;
}
/** Answers are there after the promises that are waiting now. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const draftOf = ({ draft }: Hand) => (draft?.kind === 'smart' ? draft : null);

function expectSquare(hand: Hand): void {
  expect(hand.kept).toHaveLength(1);
  const bounds = pointsBounds(hand.kept[0]?.[0]?.[0] ?? []);
  for (const [at, side] of [30, 30, 40, 40].entries())
    expect(Math.abs((bounds[at] as number) - side)).toBeLessThanOrEqual(1.5);
}

test('what is in a box is shown while it is dragged, and kept when it is finished', async () => {
  const hand = overSquare().down(26, 25).move(74, 76);
  await settle();
  expect(draftOf(hand)).toMatchObject({ box: [26, 25, 48, 51], points: [] });
  expect(draftOf(hand)?.area).toHaveLength(1);
  hand.up(74, 76);
  expect(hand.tool.finish?.()).toBe(true);
  expectSquare(hand);
  expect(hand.draft).toBeNull();
  expect(hand.tool.finish?.()).toBe(false);
});

test('two clicks are a box, a second click at the same place keeps what is in it', async () => {
  const hand = overSquare().click(26, 25).click(74, 76);
  await settle();
  hand.click(74, 76);
  expectSquare(hand);
});

test('finished before the answer is there, it is kept with it', async () => {
  const hand = overSquare().drag(26, 25, 74, 76);
  expect(hand.tool.finish?.()).toBe(true);
  expect(hand.kept).toEqual([]);
  await settle();
  expectSquare(hand);
});

test('clicks are points of it, with Alt points that are not; they are taken back one by one, then the box', async () => {
  const hand = overSquare().drag(26, 25, 74, 76);
  hand.click(50, 50).click(28, 28, { alt: true });
  await settle();
  expect(draftOf(hand)?.points.map(({ point, isInside }) => [point.x, point.y, isInside])).toEqual([
    [50, 50, true],
    [28, 28, false],
  ]);
  hand.tool.back?.();
  expect(draftOf(hand)?.points).toHaveLength(1);
  hand.tool.back?.();
  expect(draftOf(hand)?.points).toEqual([]);
  await settle();
  expect(hand.tool.back?.()).toBe(true);
  expect(hand.draft).toBeNull();
  expect(hand.tool.back?.()).toBe(false);
});

test('a click beside the box widens it; with Alt it changes nothing', async () => {
  const hand = overSquare().drag(26, 25, 60, 76);
  hand.click(90, 50, { alt: true });
  expect(draftOf(hand)?.box).toEqual([26, 25, 34, 51]);
  hand.click(66, 50);
  await settle();
  expect(draftOf(hand)).toMatchObject({ box: [26, 25, 44, 51], points: { length: 1 } });
});

test('another drag is another box, without the points of the first; a click that shakes is none', async () => {
  const hand = overSquare().drag(10, 10, 40, 40).click(20, 20);
  hand.down(22, 30).move(24, 31).up(24, 31);
  expect(draftOf(hand)).toMatchObject({ box: [10, 10, 30, 30], points: { length: 2 } });
  hand.drag(26, 25, 74, 76);
  await settle();
  expect(draftOf(hand)).toMatchObject({ box: [26, 25, 48, 51], points: [] });
  hand.tool.finish?.();
  expectSquare(hand);
});

test('cancel leaves nothing, also of answers that come later', async () => {
  const hand = overSquare().drag(26, 25, 74, 76);
  hand.tool.finish?.();
  expect(hand.tool.cancel()).toBe(true);
  await settle();
  expect(hand).toMatchObject({ kept: [], draft: null });
  expect(hand.tool.cancel()).toBe(false);
});

test('without a photo nothing is kept', async () => {
  const hand = new Hand('smart').drag(26, 25, 74, 76);
  await settle();
  expect(hand.tool.finish?.()).toBe(true);
  expect(hand.kept).toEqual([]);
});

test('where points are enough, what is under the pointer shows, a click takes it, and Alt takes away', async () => {
  const square = [[[30, 30, 70, 30, 70, 70, 30, 70]]];
  const hand = overSquare();
  [hand.takesPoints, hand.answer] = [true, square];
  hand.move(50, 50);
  await settle();
  expect(draftOf(hand)).toMatchObject({ box: null, points: [], area: square });
  // That is no gesture yet, and nothing is kept of it.
  expect(hand.tool.finish?.()).toBe(false);
  expect(hand.tool.back?.()).toBe(false);
  hand.click(40, 40, { alt: true });
  expect(draftOf(hand)?.points ?? []).toEqual([]);
  hand.click(50, 50).click(66, 66, { alt: true });
  await settle();
  expect(hand.prompts.at(-1)?.points.map(({ isInside }) => isInside)).toEqual([true, false]);
  hand.tool.back?.();
  await settle();
  hand.tool.finish?.();
  expect(hand.kept).toEqual([square]);
  hand.click(50, 50);
  expect(hand.tool.back?.()).toBe(true);
  expect(hand.draft).toBeNull();
});
