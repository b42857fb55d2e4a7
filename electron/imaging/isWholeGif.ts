/** Bytes of a colour table, by the flags byte that announces it. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/**
 * Whether a GIF's blocks lead to its trailer. The trailer's byte alone proves nothing: it occurs anywhere in the data.
 * Format: CompuServe GIF89a specification, sections 17 to 27.
 */
export function isWholeGif(bytes: Uint8Array): boolean {
  const at = (offset: number): number => bytes[offset] ?? -1;
  let offset = 13 + tableBytes(at(10));
  while (offset < bytes.length) {
    const kind = at(offset);
    if (kind === 0x3b) return true;
    // An extension has a label; an image a descriptor of ten bytes, perhaps colours, and the size of its codes.
    if (kind === 0x21) offset += 2;
    else if (kind === 0x2c) offset += 11 + tableBytes(at(offset + 9));
    // Not a block: decoders stop here, and so do we.
    else return true;
    while (at(offset) > 0) offset += at(offset) + 1;
    offset += 1;
  }
  return false;
}
