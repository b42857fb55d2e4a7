import { commandIds, getCommand } from './commandRegistry.ts';
import type { CommandId } from './commandRegistry.ts';
import { isKey, keyMatchings } from './keys.ts';
import type { KeyMatching } from './keys.ts';
import { layKeys } from './keymap.ts';
import type { KeyLayer, KeyTable } from './keymap.ts';
import { doScopesOverlap } from './places.ts';
import { isPresetId, presetRegistry } from './presets/presetRegistry.ts';
import type { PresetId } from './presets/presetRegistry.ts';
import { refuseKey } from './refuseKey.ts';

/** What a person has chosen about keys. */
export interface KeyChoice {
  readonly preset: PresetId;
  readonly matching: KeyMatching;
  /** All keys of the commands whose keys were changed. They count more than those of the preset. */
  readonly changes: KeyLayer;
}

/** The same, as JSON. */
export interface StoredKeyChoice {
  [key: string]: string | Record<string, string[]>;
}

export const defaultKeyChoice: KeyChoice = { preset: 'firstpass', matching: 'place', changes: {} };

/** The keys of a preset before anything was changed. */
export function presetKeys(preset: PresetId): KeyTable {
  return layKeys(presetRegistry[preset].keys);
}

export function keysOfChoice({ preset, changes }: KeyChoice): KeyTable {
  return layKeys(presetRegistry[preset].keys, changes);
}

const isEqual = (a: readonly string[], b: readonly string[]): boolean => a.join(' ') === b.join(' ');

/** Gives a command exactly these keys. Other commands that a person gave one of them, where it would clash, lose it. */
export function setKeys(choice: KeyChoice, id: CommandId, keys: readonly string[]): KeyChoice {
  const wanted = [...new Set(keys)];
  const changes = new Map(Object.entries(choice.changes) as [CommandId, readonly string[]][]);
  for (const [other, theirs] of changes) {
    if (other !== id && doScopesOverlap(getCommand(id).scope, getCommand(other).scope))
      changes.set(
        other,
        theirs.filter((key) => !wanted.includes(key)),
      );
  }
  changes.set(id, wanted);
  return { ...choice, changes: withoutNeedless(choice.preset, changes) };
}

/** What the preset says anyway is no change; so that a command follows the preset again once its keys are back. */
function withoutNeedless(preset: PresetId, changes: ReadonlyMap<CommandId, readonly string[]>): KeyLayer {
  const base = presetKeys(preset);
  return Object.fromEntries([...changes].filter(([id, keys]) => !isEqual(keys, base[id])));
}

/** Commands whose keys are not those of the preset: changed, or lost to a changed one. */
export function changedCommands(choice: KeyChoice): readonly CommandId[] {
  const [base, now] = [presetKeys(choice.preset), keysOfChoice(choice)];
  return commandIds.filter((id) => !isEqual(base[id], now[id]));
}

/** A choice as it is stored. */
export function storedKeyChoice({ preset, matching, changes }: KeyChoice): StoredKeyChoice {
  return {
    preset,
    matching,
    changes: Object.fromEntries(Object.entries(changes).map(([id, keys]) => [id, [...keys]])),
  };
}

/** What `storedKeyChoice` has made. What is not understood is left out, entry by entry, and the rest counts. */
export function parseKeyChoice(stored: unknown): KeyChoice {
  const { preset, matching, changes } = isRecord(stored) ? stored : {};
  return {
    preset: isPresetId(preset) ? preset : defaultKeyChoice.preset,
    matching: keyMatchings.find((one) => one === matching) ?? defaultKeyChoice.matching,
    changes: parseChanges(changes),
  };
}

function parseChanges(stored: unknown): KeyLayer {
  if (!isRecord(stored)) return {};
  return Object.fromEntries(
    commandIds.flatMap((id) => {
      const keys = Object.hasOwn(stored, id) ? stored[id] : undefined;
      if (!Array.isArray(keys)) return [];
      const known = (keys as unknown[]).filter(
        (key): key is string => typeof key === 'string' && isKey(key) && refuseKey(id, key) === null,
      );
      // A list of which nothing is understood says nothing; an empty one says: no key.
      return known.length === 0 && keys.length > 0 ? [] : [[id, [...new Set(known)]]];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
