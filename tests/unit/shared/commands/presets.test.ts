import { describe, expect, test } from 'vitest';
import { commandIds, getCommand } from '#shared/commands/commandRegistry.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { presetKeys } from '#shared/commands/keyChoice.ts';
import { commandOf, createKeymap } from '#shared/commands/keymap.ts';
import type { KeyLayer } from '#shared/commands/keymap.ts';
import { isKey, keyMatchings } from '#shared/commands/keys.ts';
import { isInScope, keyPlaces } from '#shared/commands/places.ts';
import { presetIds, presetRegistry } from '#shared/commands/presets/presetRegistry.ts';
import { refuseKey } from '#shared/commands/refuseKey.ts';
import { pressOf } from './keyPresses.ts';

const essential: readonly CommandId[] = [
  'review.accept',
  'review.acceptRest',
  'review.reject',
  'review.correct',
  'review.undecide',
  'item.skip',
  ...commandIds.filter((id) => id.startsWith('tool.') || id.startsWith('class.')),
  'draw.finish',
  'edit.cancel',
  'object.next',
  'object.previous',
  'object.delete',
  'item.next',
  'item.previous',
  'item.nextUndecided',
  'item.previousUndecided',
  'edit.undo',
  'edit.redo',
  'view.fit',
  'view.pan',
  'palette.open',
  'shortcuts.open',
  'view.settings',
];

describe.each(presetIds)('preset %s', (preset) => {
  const layer: KeyLayer = presetRegistry[preset].keys;
  const keys = presetKeys(preset);

  test('names commands that exist, and keys that can be pressed and given', () => {
    expect(Object.keys(layer).filter((id) => !(commandIds as readonly string[]).includes(id))).toEqual([]);
    for (const id of commandIds)
      for (const key of keys[id]) expect([id, key, isKey(key), refuseKey(id, key)]).toEqual([id, key, true, null]);
  });

  test.each(keyPlaces)('no key has two meanings in %s', (place) => {
    // Of what it says itself, before the keymap would settle a clash.
    const used = new Map<string, string>();
    for (const id of commandIds) {
      if (!isInScope(getCommand(id).scope, place)) continue;
      for (const key of new Set([...(layer[id] ?? []), ...keys[id]])) {
        expect(used.get(key), `${key} of ${id} is taken by`).toBeUndefined();
        used.set(key, id);
      }
    }
  });

  test('no command goes without a key that has one elsewhere, unless the preset says so', () => {
    const lost = commandIds.filter(
      (id) => getCommand(id).keys.length > 0 && keys[id].length === 0 && layer[id]?.length !== 0,
    );
    expect(lost, 'give these a key in the preset, or an empty list').toEqual([]);
  });

  test('what the work needs can be reached by a key', () => {
    expect(essential.filter((id) => keys[id].length === 0)).toEqual([]);
  });

  test.each(keyMatchings)(
    'each key of each command reaches it in every view of its scope, matched by %s',
    (matching) => {
      const keymap = createKeymap(keys, matching);
      for (const id of commandIds)
        for (const place of keyPlaces.filter((one) => isInScope(getCommand(id).scope, one)))
          for (const key of keys[id])
            expect([key, place, commandOf(keymap, pressOf(key), place)]).toEqual([key, place, id]);
    },
  );
});

test('presets have names of their own', () => {
  expect(new Set(presetIds.map((id) => presetRegistry[id].name)).size).toBe(presetIds.length);
});
