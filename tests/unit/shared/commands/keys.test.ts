import { expect, test } from 'vitest';
import { chosenKey, heldModifiers, isKey, keyLabel, keysOf } from '#shared/commands/keys.ts';
import { press } from './keyPresses.ts';

test('by place a key is what its code says, then the sign that it types', () => {
  expect(keysOf(press('KeyZ', 'W', { metaKey: true, shiftKey: true }), 'place')).toEqual(['Ctrl+Shift+Z']);
  expect(keysOf(press('Numpad1', '1'), 'place')).toEqual(['1']);
  // German: Shift+ß.
  expect(keysOf(press('Minus', '?', { shiftKey: true }), 'place')).toEqual(['Shift+Minus', 'Shift+Slash']);
});

test('by character a letter is what it types, and nothing else', () => {
  expect(keysOf(press('KeyQ', 'a'), 'character')).toEqual(['A']);
  expect(keysOf(press('KeyW', 'Z', { ctrlKey: true, shiftKey: true }), 'character')).toEqual(['Ctrl+Shift+Z']);
  // Caps Lock is no Shift.
  expect(keysOf(press('KeyX', 'X'), 'character')).toEqual(['X']);
  expect(keysOf(press('CapsLock', 'Escape'), 'character')).toEqual(['Escape']);
  expect(keysOf(press('Space', ' '), 'character')).toEqual(['Space']);
});

test('by character a sign is looked for where the registry has it, and then by its place', () => {
  // French: the first digit needs Shift, without it the key types &.
  expect(keysOf(press('Digit1', '1', { shiftKey: true }), 'character')).toEqual(['1', 'Shift+1']);
  expect(keysOf(press('Digit1', '&'), 'character')).toEqual(['Shift+7', '1']);
  expect(keysOf(press('Digit2', 'é'), 'character')).toEqual(['2']);
  expect(keysOf(press('NumpadAdd', '+'), 'character')).toEqual(['Shift+Equal', 'Equal', 'Add']);
});

test('letters of another alphabet, dead keys and keys of an input method are known by their place', () => {
  expect(keysOf(press('KeyA', 'ф'), 'character')).toEqual(['A']);
  expect(keysOf(press('KeyZ', 'я', { ctrlKey: true }), 'character')).toEqual(['Ctrl+Z']);
  expect(keysOf(press('BracketLeft', 'Dead'), 'character')).toEqual(['BracketLeft']);
  expect(keysOf(press('KeyN', 'Process'), 'character')).toEqual(['N']);
  // On a Mac Alt types signs.
  expect(keysOf(press('Digit1', '¡', { altKey: true }), 'character')).toEqual(['Alt+1']);
});

test('a key is chosen once more than modifiers are down', () => {
  const shift = press('ShiftLeft', 'Shift', { ctrlKey: true, shiftKey: true });
  expect([chosenKey(shift, 'place'), chosenKey(shift, 'character'), heldModifiers(shift)]).toEqual([
    null,
    null,
    'Ctrl+Shift',
  ]);
  const y = press('KeyZ', 'y', { ctrlKey: true });
  expect([chosenKey(y, 'place'), chosenKey(y, 'character')]).toEqual(['Ctrl+Z', 'Ctrl+Y']);
  // A keyboard on a screen tells no code.
  expect(chosenKey(press('', 'Unidentified'), 'place')).toBeNull();
});

test('only what the registry could have written is a key', () => {
  const good = ['A', '0', 'F2', 'Enter', 'Ctrl+Alt+Shift+ArrowLeft', 'BracketLeft', 'IntlBackslash', 'Shift+Slash'];
  const bad = ['', 'a', 'Shift', 'Ctrl+', 'Shift+Ctrl+A', 'KeyA', 'Ctrl+Control', 'A B', '+', 'Meta', 'Digit1', 'Ctrl'];
  expect([...good, ...bad].filter(isKey)).toEqual(good);
});

test('caps show signs and arrows, and what the own layout has printed on the key', () => {
  expect(['Ctrl+ArrowLeft', 'Shift+Slash', 'Comma', 'Ctrl+Minus', 'Delete'].map((key) => keyLabel(key))).toEqual([
    'Ctrl ←',
    '?',
    ',',
    'Ctrl −',
    'Del',
  ]);
  const layout = new Map([
    ['KeyA', 'q'],
    ['KeyD', 'd'],
    ['Digit1', '&'],
    ['Comma', ';'],
    ['Minus', 'ß'],
  ]);
  expect(['Shift+A', 'D', '1', 'Comma', 'Minus', 'Enter'].map((key) => keyLabel(key, layout))).toEqual([
    'Shift Q',
    'D',
    '1',
    ';',
    'ß',
    'Enter',
  ]);
});
