import { expect, test } from 'vitest';
import { commandIds, getCommand } from '#shared/commands/commandRegistry.ts';
import { commandOf, findCommand, isInScope } from '#shared/commands/keys.ts';
import { en } from '#shared/text/en.ts';
import { zh } from '#shared/text/zh.ts';

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each(['gallery', 'annotate', 'review', 'other'] as const)('no key has two meanings in %s', (place) => {
  const used = new Map<string, string>();
  for (const id of commandIds) {
    const { keys, scope } = getCommand(id);
    if (!isInScope(scope, place)) continue;
    for (const key of keys) {
      expect(used.get(key), `${key} is taken by`).toBeUndefined();
      used.set(key, id);
    }
  }
});

test('keys are matched by their place on the keyboard', () => {
  // On a French keyboard this place types w, and the first digit a sign.
  const redo = { ...bare, code: 'KeyZ', key: 'W', metaKey: true, shiftKey: true };
  expect(commandOf(redo, 'review')).toBe('edit.redo');
  expect(commandOf({ ...bare, code: 'Digit1', key: '&' }, 'annotate')).toBe('class.1');
  expect(findCommand('X', 'gallery')).toBeUndefined();
});

test('signs are found where the layout has them, unless the place means something else', () => {
  // German: Shift+ß; Playwright: without Shift.
  expect(commandOf({ ...bare, code: 'Minus', key: '?', shiftKey: true }, 'gallery')).toBe('shortcuts.open');
  expect(commandOf({ ...bare, code: 'Slash', key: '?' }, 'gallery')).toBe('shortcuts.open');
  expect(commandOf({ ...bare, code: 'BracketRight', key: '+' }, 'other')).toBeUndefined();
  expect(commandOf({ ...bare, code: 'Digit6', key: '-' }, 'annotate')).toBe('class.6');
});

test.each(['commands', 'ui', 'errors', 'hints'] as const)(
  'both languages say all of %s, with the same blanks',
  (part) => {
    const blanks = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();
    expect(Object.keys(zh[part]).sort()).toEqual(Object.keys(en[part]).sort());
    for (const [key, text] of Object.entries(en[part])) {
      const translated = (zh[part] as Readonly<Record<string, string>>)[key] ?? '';
      expect(blanks(translated), key).toEqual(blanks(text));
    }
  },
);
