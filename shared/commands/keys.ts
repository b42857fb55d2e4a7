import { commandIds, getCommand } from './commandRegistry.ts';
import type { CommandId, CommandScope } from './commandRegistry.ts';

export interface KeyPress {
  /** `KeyboardEvent.code`: the place of the key, so that the hand finds it on every layout. */
  readonly code: string;
  /** `KeyboardEvent.key`: the character, for signs that lie elsewhere on other layouts. */
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** A key press in the words of the registry, for example `Ctrl+Shift+Z`. */
export function describeKey({ code, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const key = code.replace(/^(Key|Digit|Numpad)(?=.)/, '');
  return [
    ...(ctrlKey || metaKey ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey ? ['Shift'] : []),
    key,
  ].join('+');
}

const signs: Readonly<Record<string, string>> = {
  '?': 'Shift+Slash',
  '+': 'Equal',
  '-': 'Minus',
  '[': 'BracketLeft',
  ']': 'BracketRight',
};

/** The place that a typed sign has on the layout the registry is written for, or undefined: `?` is a sign, not a place. */
export function describeSign({ key, ctrlKey, metaKey, altKey }: KeyPress): string | undefined {
  return ctrlKey || metaKey || altKey ? undefined : signs[key];
}

/** The view a key was pressed in. */
export type KeyPlace = 'gallery' | 'annotate' | 'review' | 'other';

export function isInScope(scope: CommandScope, place: KeyPlace): boolean {
  if (scope === 'anywhere') return true;
  if (scope === 'workbench') return place === 'annotate' || place === 'review';
  return scope === place;
}

/** The command of a key press: by the place of the key, else by the sign that it types. */
export function commandOf(press: KeyPress, place: KeyPlace): CommandId | undefined {
  const sign = describeSign(press);
  return findCommand(describeKey(press), place) ?? (sign === undefined ? undefined : findCommand(sign, place));
}

/** The command of a key at a place; at most one, which a test asserts for the whole table. */
export function findCommand(key: string, place: KeyPlace): CommandId | undefined {
  return commandIds.find((id) => {
    const { keys, scope } = getCommand(id);
    return keys.includes(key) && isInScope(scope, place);
  });
}

const symbols: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Equal: '+',
  Minus: '−',
  Slash: '/',
  Comma: ',',
  Period: '.',
  BracketLeft: '[',
  BracketRight: ']',
  Escape: 'Esc',
  Delete: 'Del',
};

/** A key as its cap shows it. */
export function keyLabel(key: string): string {
  return key === 'Shift+Slash'
    ? '?'
    : key
        .split('+')
        .map((part) => symbols[part] ?? part)
        .join(' ');
}
