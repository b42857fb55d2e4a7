import { describe, expect, test } from 'vitest';
import { commandIds, getCommand } from '#shared/commands/commandRegistry.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { presetKeys } from '#shared/commands/keyChoice.ts';
import { createKeymap } from '#shared/commands/keymap.ts';
import { keyMatchings } from '#shared/commands/keys.ts';
import { isInScope, keyPlaces } from '#shared/commands/places.ts';
import type { KeyPlace } from '#shared/commands/places.ts';
import { presetIds } from '#shared/commands/presets/presetRegistry.ts';
import { pressOf } from '../../shared/commands/keyPresses.ts';
import { CommandCenter } from '../../../../renderer/state/CommandCenter.svelte.ts';

const eventOf = (key: string): KeyboardEvent => ({ ...pressOf(key), repeat: false }) as KeyboardEvent;

describe.each(presetIds)('with the keys of %s', (preset) => {
  test.each(keyMatchings)('every key runs its command, in each of its places, and nothing else; by %s', (matching) => {
    const keymap = createKeymap(presetKeys(preset), matching);
    let place: KeyPlace = 'other';
    const ran: CommandId[] = [];
    const center = new CommandCenter(
      () => place,
      () => keymap,
    );
    center.provide(Object.fromEntries(commandIds.map((id) => [id, { run: () => void ran.push(id) }])));
    for (place of keyPlaces)
      for (const id of commandIds)
        for (const key of keymap.keys[id]) {
          ran.length = 0;
          const wasOurs = center.keyDown(eventOf(key));
          if (isInScope(getCommand(id).scope, place))
            expect([place, key, wasOurs, ran]).toEqual([place, key, true, [id]]);
          else expect(ran, `${key} of ${id} in ${place}`).not.toContain(id);
        }
  });
});
