import { expect, test } from 'vitest';
import { planRelinks } from '#engine/library/planRelinks.ts';
import type { NewPlace } from '#engine/library/planRelinks.ts';
import type { ItemId } from '#shared/model/ids.ts';

const claim = (id: number, contentHash: string): { id: ItemId; contentHash: string } => ({
  id: id as ItemId,
  contentHash,
});
const place = (owner: number, contentHash: string, mayGiveWay = false): NewPlace => ({
  ownerId: owner as ItemId,
  contentHash,
  mayGiveWay,
});
/** `1>2`: item 1 takes the place of item 2. */
const plan = (...input: Parameters<typeof planRelinks>): string =>
  planRelinks(...input)
    .map(({ id, ownerId }) => `${id}>${ownerId}`)
    .join(' ');

test('a ring of files that changed places turns as a whole', () => {
  expect(plan([claim(1, 'a'), claim(2, 'b'), claim(3, 'c')], [place(1, 'b'), place(2, 'c'), place(3, 'a')])).toBe(
    '2>1 3>2 1>3',
  );
});

test('a chain moves on when its first has a new place', () => {
  expect(plan([claim(1, 'a'), claim(2, 'b'), claim(3, 'c')], [place(1, 'b'), place(2, 'c'), place(9, 'a', true)])).toBe(
    '2>1 3>2 1>9',
  );
});

test('one that can not move on keeps the whole chain behind it, unless nobody has worked on it', () => {
  const claimants = [claim(1, 'a'), claim(2, 'b'), claim(3, 'c')];
  expect(plan(claimants, [place(1, 'b'), place(2, 'c')])).toBe('');
  expect(plan(claimants, [place(1, 'b', true), place(2, 'c')])).toBe('2>1 3>2');
});

test('what is not unique is left to a person', () => {
  expect(plan([claim(1, 'a'), claim(2, 'a')], [place(9, 'a', true)])).toBe('');
  expect(plan([claim(1, 'a')], [place(8, 'a', true), place(9, 'a', true)])).toBe('');
});
