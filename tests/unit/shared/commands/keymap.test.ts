import { expect, test } from 'vitest';
import { commandOf, createKeymap, findClashes, findCommand, layKeys } from '#shared/commands/keymap.ts';
import type { KeyLayer } from '#shared/commands/keymap.ts';
import type { KeyMatching } from '#shared/commands/keys.ts';
import { press } from './keyPresses.ts';

const keymapOf = (changes: KeyLayer = {}, matching: KeyMatching = 'place') => createKeymap(layKeys(changes), matching);

test('a key means what the command of its place is', () => {
  const keymap = keymapOf();
  expect(findCommand(keymap, 'ArrowRight', 'review')).toBe('item.nextByArrow');
  expect(findCommand(keymap, 'ArrowRight', 'annotate')).toBe('object.right');
  expect(findCommand(keymap, 'X', 'gallery')).toBeUndefined();
});

test('keys are matched by their place on the keyboard', () => {
  const keymap = keymapOf();
  // On a French keyboard this place types w, and the first digit a sign.
  expect(commandOf(keymap, press('KeyZ', 'W', { metaKey: true, shiftKey: true }), 'review')).toBe('edit.redo');
  expect(commandOf(keymap, press('Digit1', '&'), 'annotate')).toBe('class.1');
});

test('signs are found where the layout has them, unless the place means something else', () => {
  const keymap = keymapOf();
  // German: Shift+ß; Playwright: without Shift.
  expect(commandOf(keymap, press('Minus', '?', { shiftKey: true }), 'gallery')).toBe('shortcuts.open');
  expect(commandOf(keymap, press('Slash', '?'), 'other')).toBe('shortcuts.open');
  expect(commandOf(keymap, press('Slash', '?', { shiftKey: true }), 'gallery')).toBe('shortcuts.open');
  expect(commandOf(keymap, press('BracketRight', '+'), 'other')).toBeUndefined();
  expect(commandOf(keymap, press('Digit6', '-'), 'annotate')).toBe('class.6');
});

test('matched by character, the letter on the key counts, wherever it lies', () => {
  const [byPlace, byCharacter] = [keymapOf(), keymapOf({}, 'character')];
  // The key right of Tab on a French keyboard.
  const a = press('KeyQ', 'a');
  expect(commandOf(byPlace, a, 'review')).toBe('joint.visibility');
  expect(commandOf(byCharacter, a, 'review')).toBe('item.previous');
  // What types Q must not do what the place of X does.
  expect(commandOf(byCharacter, press('KeyX', 'q'), 'review')).toBe('joint.visibility');
});

test('a changed command has exactly its new keys, and takes them away from those that would clash', () => {
  const keymap = keymapOf({ 'item.skip': ['X', 'Q'] });
  expect(keymap.keys['item.skip']).toEqual(['X', 'Q']);
  expect(keymap.keys['review.reject']).toEqual([]);
  expect(findCommand(keymap, 'X', 'review')).toBe('item.skip');
  expect(findCommand(keymap, 'G', 'review')).toBeUndefined();
});

test('commands that never meet may share a key', () => {
  const keymap = keymapOf({ 'object.left': ['X'] });
  expect([findCommand(keymap, 'X', 'annotate'), findCommand(keymap, 'X', 'review')]).toEqual([
    'object.left',
    'review.reject',
  ]);
  expect(findClashes(keymap, 'object.left', ['C'])).toEqual([]);
});

test('a clash names everyone who would lose a key', () => {
  const keymap = keymapOf();
  // Enter is one thing in review and another in annotate; skipping is possible in all.
  expect(findClashes(keymap, 'item.skip', ['Enter', 'F1'])).toEqual([
    'review.accept',
    'compare.take',
    'draw.finish',
    'shortcuts.open',
  ]);
  expect(findClashes(keymap, 'item.skip', ['G', 'Alt+X'])).toEqual([]);
});

test('of two layers the upper one wins', () => {
  const keys = layKeys({ 'item.skip': ['X'], 'item.next': ['F'] }, { 'review.reject': ['X', 'Q'] });
  expect([keys['item.skip'], keys['review.reject'], keys['item.next'], keys['view.fit']]).toEqual([
    [],
    ['X', 'Q'],
    ['F'],
    [],
  ]);
});
