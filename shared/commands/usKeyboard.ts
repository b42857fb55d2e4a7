/** The signs of the layout that the registry is written for: code of the key, what it types, what it types with Shift. */
const signs: readonly (readonly [code: string, plain: string, shifted: string])[] = [
  ['Backquote', '`', '~'],
  ['1', '1', '!'],
  ['2', '2', '@'],
  ['3', '3', '#'],
  ['4', '4', '$'],
  ['5', '5', '%'],
  ['6', '6', '^'],
  ['7', '7', '&'],
  ['8', '8', '*'],
  ['9', '9', '('],
  ['0', '0', ')'],
  ['Minus', '-', '_'],
  ['Equal', '=', '+'],
  ['BracketLeft', '[', '{'],
  ['BracketRight', ']', '}'],
  ['Backslash', '\\', '|'],
  ['Semicolon', ';', ':'],
  ['Quote', "'", '"'],
  ['Comma', ',', '<'],
  ['Period', '.', '>'],
  ['Slash', '/', '?'],
];

export interface SignPlace {
  readonly key: string;
  readonly shift: boolean;
}

const bySign: ReadonlyMap<string, SignPlace> = new Map<string, SignPlace>([
  ...signs.map(([key, plain]) => [plain, { key, shift: false }] as const),
  ...signs.map(([key, , shifted]) => [shifted, { key, shift: true }] as const),
]);
const byKey: ReadonlyMap<string, string> = new Map(signs.map(([key, plain]) => [key, plain]));

/** Where a digit or a sign lies on it. */
export function placeOfSign(sign: string): SignPlace | undefined {
  return bySign.get(sign);
}

/** What a key types on it without Shift; undefined for letters and named keys. */
export function signOfKey(key: string): string | undefined {
  return byKey.get(key);
}
