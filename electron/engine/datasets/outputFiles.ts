import { closeSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const flushAtLength = 256 * 1024;
/** Files that get piece after piece stay open; formats with a file for each image close most of them at once. */
const openAtMost = 64;

/** Files under one folder, written piece by piece with little memory. */
export class OutputFiles {
  readonly #folder: string;
  readonly #open = new Map<string, { descriptor: number; pending: string[]; length: number }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param piece text, or bytes as they are */
  append(relative: string, piece: string | Uint8Array): void {
    let file = this.#open.get(relative);
    if (!file) {
      if (this.#open.size >= openAtMost) this.#closeOldest();
      const full = path.join(this.#folder, relative);
      mkdirSync(path.dirname(full), { recursive: true });
      file = { descriptor: openSync(full, 'a'), pending: [], length: 0 };
    } else this.#open.delete(relative);
    // Last used last: what is written all the time is never the oldest.
    this.#open.set(relative, file);
    if (typeof piece !== 'string') {
      this.#flush(file);
      writeFileSync(file.descriptor, piece);
      return;
    }
    file.pending.push(piece);
    file.length += piece.length;
    if (file.length >= flushAtLength) this.#flush(file);
  }

  /** Moves all that was appended to `part` to the end of another file; `part` is gone then. */
  join(relative: string, part: string): void {
    if (!this.#open.has(part)) this.append(part, '');
    this.#close(part);
    const full = path.join(this.#folder, part);
    const descriptor = openSync(full, 'r');
    try {
      const buffer = Buffer.allocUnsafe(flushAtLength);
      // Bytes, not text: a piece may end in the middle of a character.
      this.append(relative, '');
      const target = this.#open.get(relative);
      if (!target) return;
      this.#flush(target);
      for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer))
        writeFileSync(target.descriptor, buffer.subarray(0, read));
    } finally {
      closeSync(descriptor);
    }
    rmSync(full);
  }

  closeAll(): void {
    for (const relative of [...this.#open.keys()]) this.#close(relative);
  }

  /** Closes what is still open without writing; nothing to do after closeAll. */
  abandon(): void {
    for (const { descriptor } of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #flush(file: { descriptor: number; pending: string[]; length: number }): void {
    // writeSync may stop in the middle when the disk is nearly full; this writes all of it or throws.
    if (file.pending.length > 0) writeFileSync(file.descriptor, file.pending.join(''));
    file.pending = [];
    file.length = 0;
  }

  #closeOldest(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.#close(oldest);
  }

  #close(relative: string): void {
    const file = this.#open.get(relative);
    if (!file) return;
    this.#open.delete(relative);
    try {
      this.#flush(file);
    } finally {
      closeSync(file.descriptor);
    }
  }
}
