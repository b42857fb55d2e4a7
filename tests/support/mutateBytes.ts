/** Numbers 0..1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What breaks parsers, in the place of something else. */
const nasty = [
  ...['NaN', 'Infinity', '-1e999', '1e400', '99999999999999999999', '-0', '0', '', 'null', 'true', '{}', '[]', '""'],
  ...[
    '__proto__',
    'constructor',
    '../../../../etc/passwd',
    'C:\\x',
    '/',
    '\u0000',
    '\ufeff',
    '\ud800',
    '\r',
    '\n',
    '"',
    ',',
    ';',
  ],
  ...[
    '<',
    '>',
    '&',
    '&x;',
    '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]>',
    '<![CDATA[',
    '-->',
    '[[[[[[[[[[[[[[[[',
    '{"a":{"a":{"a":',
  ],
].map((text) => Buffer.from(text));

/** The bytes with one to four places changed: cut, doubled, turned over, or replaced by what breaks parsers. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  let made = Buffer.from(bytes);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let left = 1 + below(4); left > 0; left -= 1) {
    const start = below(made.length + 1);
    const end = Math.min(made.length, start + below(random() < 0.8 ? 12 : 400));
    const middle = made.subarray(start, end);
    const [before, after] = [made.subarray(0, start), made.subarray(end)];
    const kind = below(6);
    if (kind === 0) made = Buffer.concat([before, after]);
    else if (kind === 1) made = Buffer.concat([before, middle, middle, after]);
    else if (kind === 2) made = Buffer.concat([before, middle.map((byte) => byte ^ (1 << below(8))), after]);
    else if (kind === 3) made = Buffer.from(before);
    else
      made = Buffer.concat([
        before,
        nasty[below(nasty.length)] ?? Buffer.alloc(0),
        kind === 4 ? after : made.subarray(start),
      ]);
  }
  return made;
}
