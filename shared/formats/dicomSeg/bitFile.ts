/** Pixels of one bit, the first in the lowest bit of a byte; frames follow each other without a gap. Format: PS3.5, 8.1.1. */
export class BitFile {
  readonly #emit: (piece: Uint8Array) => void;
  /** Whole bytes so far. */
  bytes = 0;
  #rest = 0;
  #count = 0;

  constructor(emit: (piece: Uint8Array) => void) {
    this.#emit = emit;
  }

  /** @param pixels 0 or 1 */
  add(pixels: Uint8Array): void {
    const piece = new Uint8Array((this.#count + pixels.length) >> 3);
    let [rest, count, at] = [this.#rest, this.#count, 0];
    for (const pixel of pixels) {
      rest |= pixel << count;
      count += 1;
      if (count < 8) continue;
      piece[at] = rest;
      at += 1;
      [rest, count] = [0, 0];
    }
    [this.#rest, this.#count] = [rest, count];
    this.bytes += piece.length;
    this.#emit(piece);
  }

  /** Fills up to an even number of bytes. @returns how many there are */
  finish(): number {
    const end = [...(this.#count > 0 ? [this.#rest] : [])];
    if ((this.bytes + end.length) % 2 === 1) end.push(0);
    this.#emit(Uint8Array.from(end));
    this.bytes += end.length;
    return this.bytes;
  }
}
