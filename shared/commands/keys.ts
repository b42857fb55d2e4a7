import { placeOfSign, signOfKey } from './usKeyboard.ts';

export interface KeyPress {
  /** `KeyboardEvent.code`: the place of the key, so that the hand finds it on every layout. */
  readonly code: string;
  /** `KeyboardEvent.key`: the character. */
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** By the place of the key on the keyboard, or by the character that it types. */
export const keyMatchings = ['place', 'character'] as const;
export type KeyMatching = (typeof keyMatchings)[number];

const modifiers = ['Ctrl', 'Alt', 'Shift'] as const;
const modifierCode = /^(Control|Shift|Alt|Meta|OS)(Left|Right)?$|^(CapsLock|NumLock|ScrollLock|Fn|FnLock|AltGraph)$/;

function spell(key: string, { ctrlKey, metaKey, altKey }: KeyPress, shift: boolean): string {
  return [...(ctrlKey || metaKey ? ['Ctrl'] : []), ...(altKey ? ['Alt'] : []), ...(shift ? ['Shift'] : []), key].join(
    '+',
  );
}

/** A key press by the place of its key, in the words of the registry, for example `Ctrl+Shift+Z`. */
function byPlace(press: KeyPress): string {
  return spell(press.code.replace(/^(Key|Digit|Numpad)(?=.)/, ''), press, press.shiftKey);
}

/** A key press by what it types, or undefined where that has no word in the registry: `é`, a dead key. */
function byCharacter(press: KeyPress): string | undefined {
  const { key } = press;
  if (/^[a-z]$/i.test(key)) return spell(key.toUpperCase(), press, press.shiftKey);
  if (key === ' ') return spell('Space', press, press.shiftKey);
  // Named keys; a dead key, or one that an input method has taken, is known by its place alone.
  if (/^[A-Z][A-Za-z]*\d*$/.test(key))
    return ['Dead', 'Process', 'Unidentified'].includes(key) ? undefined : spell(key, press, press.shiftKey);
  const place = placeOfSign(key);
  return place && spell(place.key, press, place.shift);
}

const aliases: Readonly<Record<string, string>> = {
  '?': 'Shift+Slash',
  '+': 'Equal',
  '-': 'Minus',
  '[': 'BracketLeft',
  ']': 'BracketRight',
};

/** The key that a typed sign stands for wherever the layout has it: `?` is a sign, not a place. */
function bySign({ key, ctrlKey, metaKey, altKey }: KeyPress): string | undefined {
  return ctrlKey || metaKey || altKey ? undefined : aliases[key];
}

/**
 * What a key press may mean, the likeliest first. By place the sign comes after the place; by character the place comes
 * last, and never for a letter of the alphabet: what types Q must not do what X does.
 */
export function keysOf(press: KeyPress, matching: KeyMatching): readonly string[] {
  const sign = bySign(press);
  if (matching === 'place') return sign === undefined ? [byPlace(press)] : [byPlace(press), sign];
  const character = byCharacter(press);
  const isFinal = character !== undefined && (/^[a-z]$/i.test(press.key) || press.key.length > 1);
  const keys = [character, sign, isFinal ? undefined : byPlace(press)];
  return [...new Set(keys.filter((key) => key !== undefined))];
}

/** The key that a person presses to choose it, or null while only modifiers are down. */
export function chosenKey(press: KeyPress, matching: KeyMatching): string | null {
  if (modifierCode.test(press.code) || modifierCode.test(press.key)) return null;
  const [key] = keysOf(press, matching);
  return key !== undefined && isKey(key) ? key : null;
}

/** The modifiers that are down, for whoever is about to choose a key. */
export function heldModifiers({ ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const isDown = { Ctrl: ctrlKey || metaKey, Alt: altKey, Shift: shiftKey };
  return modifiers.filter((one) => isDown[one]).join('+');
}

/** Whether a text is a key as the registry spells them: modifiers in their order, then one key. */
export function isKey(text: string): boolean {
  const key = /^(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?([A-Z0-9]|[A-Z][A-Za-z]+\d*|F\d{1,2})$/.exec(text)?.[1];
  return key !== undefined && !modifierCode.test(key) && !/^(Ctrl|Key[A-Z]|Digit\d|Numpad\d)$/.test(key);
}

const symbols: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Equal: '+',
  Minus: '−',
  Escape: 'Esc',
  Delete: 'Del',
};

/** What the keys of a person's own layout type without modifiers, by `KeyboardEvent.code`. */
export type KeyLayout = ReadonlyMap<string, string>;

/** What is printed on the key of this place, or undefined where it is what the registry says. */
function printed(key: string, layout: KeyLayout): string | undefined {
  // Digits are printed on their keys on every layout, also where they need Shift.
  const code = /^[A-Z]$/.test(key) ? `Key${key}` : key;
  const typed = layout.get(code);
  if (typed === undefined || /^\d$/.test(key)) return undefined;
  const usual = signOfKey(key) ?? (code === key ? undefined : key.toLowerCase());
  if (usual === undefined || typed === usual) return undefined;
  // ß has no capital that is one sign.
  return typed.toUpperCase().length === typed.length ? typed.toUpperCase() : typed;
}

/** A key as its cap shows it. The layout is given where keys are matched by place. */
export function keyLabel(key: string, layout: KeyLayout | null = null): string {
  if (key === 'Shift+Slash') return '?';
  return key
    .split('+')
    .map((part) => (layout && printed(part, layout)) ?? symbols[part] ?? signOfKey(part) ?? part)
    .join(' ');
}
