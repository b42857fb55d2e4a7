import { expect, test } from 'vitest';
import {
  plainView,
  showAll,
  toggleHidden,
  toggleIsolated,
  toggleLocked,
  unlockAll,
} from '#shared/editor/objectView.ts';

const all = ['a', 'b', 'c'];

test('some of several are set as all of them; all of them are unset', () => {
  const one = toggleHidden(plainView, ['a']);
  const two = toggleHidden(one, ['a', 'b']);
  expect([...two.hidden]).toEqual(['a', 'b']);
  expect([...toggleHidden(two, ['a', 'b']).hidden]).toEqual([]);
  const locked = toggleLocked(two, ['c']);
  expect([[...locked.hidden], [...locked.locked]]).toEqual([['a', 'b'], ['c']]);
  expect(unlockAll(toggleLocked(two, ['c']))).toEqual(two);
});
test('looking at some alone hides the others, and once more brings back what was shown before', () => {
  const before = toggleHidden(plainView, ['c']);
  const alone = toggleIsolated(before, all, ['b']);
  expect([...alone.hidden]).toEqual(['a', 'c']);
  expect(toggleIsolated(alone, all, ['a'])).toEqual(before);
});
test('showing all ends looking at some alone, and unlocks nothing', () => {
  const view = showAll(toggleIsolated(toggleLocked(plainView, ['a']), all, ['b']));
  expect(view).toEqual({ hidden: new Set(), locked: new Set(['a']), hiddenBefore: null });
});
