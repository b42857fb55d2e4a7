import type { KeyPress } from '#shared/commands/keys.ts';
import { signOfKey } from '#shared/commands/usKeyboard.ts';

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const shifted = '~!@#$%^&*()_+{}|:"<>?';
const plain = "`1234567890-=[]\\;',./";

/** What a browser tells of a key of the registry's own layout. */
export function pressOf(key: string): KeyPress {
  const parts = key.split('+');
  const name = parts.at(-1) ?? '';
  const shiftKey = parts.includes('Shift');
  const sign = signOfKey(name);
  const code = /^[A-Z]$/.test(name) ? `Key${name}` : /^\d$/.test(name) ? `Digit${name}` : name;
  const modifiers = { ...bare, ctrlKey: parts.includes('Ctrl'), altKey: parts.includes('Alt'), shiftKey };
  if (sign !== undefined) return { ...modifiers, code, key: (shiftKey && shifted[plain.indexOf(sign)]) || sign };
  if (name === 'Space') return { ...modifiers, code, key: ' ' };
  return { ...modifiers, code, key: /^[A-Z]$/.test(name) && !shiftKey ? name.toLowerCase() : name };
}

/** A press of the person's own layout. */
export function press(code: string, key: string, modifiers: Partial<KeyPress> = {}): KeyPress {
  return { ...bare, code, key, ...modifiers };
}
