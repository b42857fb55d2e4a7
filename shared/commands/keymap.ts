import { commandIds, commandRegistry, getCommand } from './commandRegistry.ts';
import type { CommandId } from './commandRegistry.ts';
import { keysOf } from './keys.ts';
import type { KeyMatching, KeyPress } from './keys.ts';
import { doScopesOverlap, isInScope } from './places.ts';
import type { KeyPlace } from './places.ts';

/** All keys of some commands. Of a command that isn't named, nothing is said. */
export type KeyLayer = Readonly<Partial<Record<CommandId, readonly string[]>>>;
export type KeyTable = Readonly<Record<CommandId, readonly string[]>>;

/** The keys of every command as they count for one person. */
export interface Keymap {
  readonly matching: KeyMatching;
  readonly keys: KeyTable;
  readonly owners: ReadonlyMap<string, readonly CommandId[]>;
}

const defaults: KeyLayer = Object.fromEntries(commandIds.map((id) => [id, getCommand(id).keys]));

/**
 * The registry's keys with layers over them, the topmost last. A command has the keys of the topmost layer that names
 * it; where two commands would share a key in one place, the one named higher up keeps it.
 */
export function layKeys(...layers: readonly KeyLayer[]): KeyTable {
  const owners = new Map<string, CommandId[]>();
  const keys = new Map<CommandId, readonly string[]>();
  for (const layer of [...layers].reverse().concat([defaults])) {
    for (const id of commandIds) {
      const wanted = layer[id];
      if (wanted === undefined || keys.has(id)) continue;
      const free = wanted.filter((key) => !(owners.get(key) ?? []).some((other) => isClash(id, other)));
      keys.set(id, free);
      for (const key of free) owners.set(key, [...(owners.get(key) ?? []), id]);
    }
  }
  return Object.fromEntries(keys) as KeyTable;
}

function isClash(id: CommandId, other: CommandId): boolean {
  return doScopesOverlap(getCommand(id).scope, getCommand(other).scope);
}

export function createKeymap(keys: KeyTable, matching: KeyMatching): Keymap {
  const owners = new Map<string, CommandId[]>();
  for (const id of commandIds) for (const key of keys[id]) owners.set(key, [...(owners.get(key) ?? []), id]);
  return { keys, matching, owners };
}

/** The command of a key at a place; at most one. */
export function findCommand(keymap: Keymap, key: string, place: KeyPlace): CommandId | undefined {
  return keymap.owners.get(key)?.find((id) => isInScope(commandRegistry[id].scope, place));
}

/** The command of a key press. */
export function commandOf(keymap: Keymap, press: KeyPress, place: KeyPlace): CommandId | undefined {
  for (const key of keysOf(press, keymap.matching)) {
    const id = findCommand(keymap, key, place);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** The other commands that would have to give these keys away if a command got them. */
export function findClashes(keymap: Keymap, id: CommandId, keys: readonly string[]): readonly CommandId[] {
  const others = keys.flatMap((key) => keymap.owners.get(key) ?? []);
  return commandIds.filter((other) => other !== id && others.includes(other) && isClash(id, other));
}
