const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...letters].map((letter, value) => [letter.charCodeAt(0), value]));

/** Bytes of a base64 text (RFC 4648, 4; line breaks are passed over), or null when it is none. */
export function decodeBase64(text: string): Uint8Array | null {
  const body = text.replace(/[\r\n]+/g, '').replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (let index = 0; index < body.length; index += 1) {
    const value = values.get(body.charCodeAt(index));
    if (value === undefined) return null;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >> bits) & 0xff;
    at += 1;
  }
  return bytes;
}
