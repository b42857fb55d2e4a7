import { isUtf8 } from 'node:buffer';

/** How a file's letters are written. `guessed`: the file doesn't say, and it is not UTF-8. */
export interface TextEncoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gbk' | 'windows-1252';
  readonly guessed: boolean;
}

/** Bytes at the end that begin a character of UTF-8 and don't end it. */
function openBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

function isUtf8Text(pieces: Iterable<Uint8Array>, isWhole: boolean): boolean {
  let rest = new Uint8Array(0);
  for (const piece of pieces) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const open = openBytes(bytes);
    if (!isUtf8(bytes.subarray(0, bytes.length - open))) return false;
    rest = bytes.slice(bytes.length - open);
  }
  return rest.length === 0 || !isWhole;
}

/** Of Chinese text nearly all bytes above 0x80 come in pairs of such; of European text they stand alone. */
function looksChinese(head: Uint8Array): boolean {
  let [paired, alone] = [0, 0];
  for (let at = 0; at < head.length; at += 1) {
    if ((head[at] ?? 0) < 0x81) continue;
    if ((head[at + 1] ?? 0) >= 0xa1) {
      paired += 1;
      at += 1;
    } else alone += 1;
  }
  return paired > 4 * alone;
}

/** Without a mark, UTF-16 shows by the zeros beside Latin letters. */
function zeros(head: Uint8Array, first: 0 | 1): number {
  let count = 0;
  for (let at = first; at < head.length; at += 2) if (head[at] === 0) count += 1;
  return count / Math.max(1, head.length / 2);
}

/**
 * Finds out how a file is written: by its byte order mark, as UTF-8, as UTF-16 by its zeros, else as GBK or Latin-1.
 * @param pieces the whole file, asked for only when it may be UTF-8; null: only its head is looked at @returns null: it is no text
 */
export function findEncoding(head: Uint8Array, pieces: (() => Iterable<Uint8Array>) | null): TextEncoding | null {
  const [a, b] = head;
  if (a === 0xff && b === 0xfe) return { name: 'utf-16le', guessed: false };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be', guessed: false };
  if (head.includes(0)) {
    if (zeros(head, 1) > 0.3 && zeros(head, 0) < 0.05) return { name: 'utf-16le', guessed: false };
    if (zeros(head, 0) > 0.3 && zeros(head, 1) < 0.05) return { name: 'utf-16be', guessed: false };
    return null;
  }
  if (isUtf8Text(pieces ? pieces() : [head], pieces !== null)) return { name: 'utf-8', guessed: false };
  return { name: looksChinese(head) ? 'gbk' : 'windows-1252', guessed: true };
}

/** Takes a file's bytes piece by piece; a byte order mark is taken off, and what is no character becomes the sign for that. */
export function createTextDecoder({ name }: TextEncoding): { decode(piece: Uint8Array, isLast: boolean): string } {
  const decoder = new TextDecoder(name);
  return { decode: (piece, isLast) => decoder.decode(piece, { stream: !isLast }) };
}
