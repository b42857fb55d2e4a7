import { expect, test } from 'vitest';
import { commandIds, getCommand } from '#shared/commands/commandRegistry.ts';
import { describeKey, findCommand, isInScope } from '#shared/commands/keys.ts';
import { en } from '#shared/text/en.ts';
import { zh } from '#shared/text/zh.ts';

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
  const press = { code: 'KeyZ', ctrlKey: false, metaKey: true, altKey: false, shiftKey: true };
  expect(findCommand(describeKey(press), 'review')).toBe('edit.redo');
  expect(findCommand('X', 'gallery')).toBeUndefined();
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
