import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandIds, getCommand } from '#shared/commands/commandRegistry.ts';
import {
  changedCommands,
  defaultKeyChoice,
  keysOfChoice,
  parseKeyChoice,
  presetKeys,
  setKeys,
  storedKeyChoice,
} from '#shared/commands/keyChoice.ts';
import { doScopesOverlap } from '#shared/commands/places.ts';
import { presetIds } from '#shared/commands/presets/presetRegistry.ts';

test('a command gets its keys, and nobody else has them where they would clash', () => {
  const choice = setKeys(defaultKeyChoice, 'item.skip', ['X']);
  expect(choice.changes).toEqual({ 'item.skip': ['X'] });
  const keys = keysOfChoice(choice);
  expect([keys['item.skip'], keys['review.reject']]).toEqual([['X'], []]);
  expect(changedCommands(choice)).toEqual(['review.reject', 'compare.keep', 'item.skip']);
});

test('a key that was taken away comes back when the taker is reset', () => {
  const taken = setKeys(defaultKeyChoice, 'item.skip', ['X']);
  expect(setKeys(taken, 'item.skip', ['G'])).toEqual(defaultKeyChoice);
});

test('a command that lost its key takes it back by its own reset', () => {
  const taken = setKeys(defaultKeyChoice, 'item.skip', ['G', 'X']);
  expect(setKeys(taken, 'review.reject', ['X'])).toEqual(defaultKeyChoice);
});

test('a command can go without a key', () => {
  const choice = setKeys(defaultKeyChoice, 'tool.box', []);
  expect(keysOfChoice(choice)['tool.box']).toEqual([]);
  expect(parseKeyChoice(storedKeyChoice(choice))).toEqual(choice);
});

test('own changes stay on top of whichever preset', () => {
  const choice = { ...setKeys(defaultKeyChoice, 'tool.box', ['F']), preset: 'cvat' as const };
  expect(presetKeys('cvat')['item.next']).toEqual(['F']);
  expect([keysOfChoice(choice)['tool.box'], keysOfChoice(choice)['item.next']]).toEqual([['F'], []]);
});

const anyKey = fc.constantFrom('X', 'G', 'Enter', 'F', 'Shift+A', 'Ctrl+Z', 'Ctrl+Shift+Q', 'F9');
const anyEdit = fc.tuple(fc.constantFrom(...commandIds), fc.uniqueArray(anyKey, { maxLength: 3 }));

test('however keys are changed, no key has two meanings in one place, and the choice survives being stored', () => {
  fc.assert(
    fc.property(fc.constantFrom(...presetIds), fc.array(anyEdit, { maxLength: 12 }), (preset, edits) => {
      let choice = { ...defaultKeyChoice, preset };
      for (const [id, keys] of edits) {
        choice = setKeys(choice, id, keys);
        expect(keysOfChoice(choice)[id]).toEqual(keys);
      }
      const keys = keysOfChoice(choice);
      const clashes = commandIds.flatMap((id) =>
        commandIds.filter(
          (other) =>
            id < other &&
            keys[id].some((key) => keys[other].includes(key)) &&
            doScopesOverlap(getCommand(id).scope, getCommand(other).scope),
        ),
      );
      expect(clashes).toEqual([]);
      expect(storedKeyChoice(choice)).toEqual(JSON.parse(JSON.stringify(choice)));
    }),
    { numRuns: 40 },
  );
});

test.each([undefined, null, 7, 'cvat', [], { preset: 3, matching: {}, changes: [] }, { preset: 'toString' }])(
  'what was stored and is no choice at all counts as none: %j',
  (stored) => {
    expect(parseKeyChoice(stored)).toEqual(defaultKeyChoice);
  },
);

test('what is not understood of a stored choice is left out entry by entry', () => {
  const stored = {
    preset: 'prodigy',
    matching: 'smell',
    changes: {
      'review.reject': ['Q', 'q', 7, 'Q'],
      'tool.box': 'B',
      'tool.point': [null, 'Control'],
      'tool.from.the.future': ['B'],
      'tool.select': [],
      // Would take the way through lists and forms away.
      'export.start': ['Tab', 'F9'],
      // Two own wishes for one key: the first command of the registry keeps it.
      'review.correct': ['Q', 'E'],
    },
  };
  const choice = parseKeyChoice(stored);
  expect(choice).toEqual({
    preset: 'prodigy',
    matching: 'place',
    changes: {
      'review.reject': ['Q'],
      'review.correct': ['Q', 'E'],
      'tool.select': [],
      'export.start': ['F9'],
    },
  });
  const keys = keysOfChoice(choice);
  expect([keys['review.reject'], keys['review.correct'], keys['review.accept']]).toEqual([
    ['Q'],
    ['E'],
    ['A', 'Enter'],
  ]);
});
