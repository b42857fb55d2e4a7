import { createHash } from 'node:crypto';

/** Names the kind of UUID that this is (RFC 9562, version 5); made once. */
const namespace = Buffer.from('5f0c1d7a8b2e4c6f9a3d1e7b6c5f4a21', 'hex');

/** A UUID that the same words give again: version 5 of RFC 9562. */
export function uuidOf(...words: readonly (string | number)[]): string {
  const bytes = createHash('sha1').update(namespace).update(words.join('\n')).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
