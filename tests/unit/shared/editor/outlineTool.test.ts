import { expect, test } from 'vitest';
import { Hand } from '#tests/support/hand.ts';

test.each([
  ['outlineAdd', 'merge'],
  ['outlineSubtract', 'subtract'],
] as const)('%s: what is drawn around is painted, and no polygon is made', (tool, operation) => {
  const hand = new Hand(tool).click(10, 10).click(50, 10).click(50, 60).click(10, 10);
  expect(hand.painted).toEqual([{ area: [[[10, 10, 50, 10, 50, 60]]], operation }]);
  expect(hand).toMatchObject({ created: [], draft: null });
  hand.click(20, 20).click(40, 20);
  expect(hand.tool.cancel()).toBe(true);
  expect(hand.painted).toHaveLength(1);
});
