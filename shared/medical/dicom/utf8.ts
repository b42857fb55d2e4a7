/** Text as bytes. Half a surrogate pair becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) as number;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

const mostAtOnce = 8192;

/** A character for each byte. */
export function fromLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += mostAtOnce)
    text += String.fromCharCode(...bytes.subarray(at, at + mostAtOnce));
  return text;
}

/** Bytes as text; those that are no UTF-8 as Latin-1. */
export function fromUtf8(bytes: Uint8Array): string {
  const plain = fromLatin1(bytes);
  if (!/[\x80-\xff]/.test(plain)) return plain;
  try {
    return decodeURIComponent(plain.replace(/[%\x80-\xff]/g, (char) => `%${char.charCodeAt(0).toString(16)}`));
  } catch (error) {
    if (error instanceof URIError) return plain;
    throw error;
  }
}

/** Without the zeros and spaces that fill a value up. Not by a pattern: values of nothing but zeros would take hours. */
export function withoutFiller(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\0' || text[end - 1] === ' ')) end -= 1;
  return text.slice(0, end);
}
