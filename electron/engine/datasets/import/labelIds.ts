import { hash } from 'node:crypto';

/** Of all names that are made here; made once. */
const namespace = '5f0c1d7a-8b2e-4c6f-9a3d-1e7b6c5f4a21';

/**
 * An id that the same words give again for the same item: UUID version 8 (RFC 9562) of the item's number (48 bits) and a hash of the words
 * (74 bits). Labels that are written item by item come in the order of their ids, so that the table's index grows at its end: ids in
 * no order cost an import of a million labels three times as much there.
 */
export function uuidOf(itemId: number, ...words: readonly (string | number)[]): string {
  const digest = hash('sha1', `${namespace}\n${itemId}\n${words.join('\n')}`);
  const item = itemId.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(digest.charAt(3), 16) & 3) | 8).toString(16);
  return `${item.slice(0, 8)}-${item.slice(8)}-8${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}
