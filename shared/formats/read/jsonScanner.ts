import { BrokenFile } from '../reader.ts';
import type { Place } from '../reader.ts';

const quote = 34;
const backslash = 92;
const [openList, closeList, openObject, closeObject, comma, colon] = [91, 93, 123, 125, 44, 58] as const;
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** One record of JSON may have so many characters; a larger one is passed over. */
export const recordLimit = 64 * 1024 * 1024;

/**
 * Walks over JSON that comes in pieces and finds where values begin and end, without holding more than the value it is at.
 * It looks at quotes and brackets only: whether a value is JSON is found out by whoever parses it.
 */
export class JsonScanner {
  readonly #path: string;
  readonly #chunks: Iterator<string>;
  #text = '';
  #at = 0;
  /** Lines before `#counted`, and where the line that it is in begins (negative: in a piece that is gone). */
  #line = 1;
  #lineStart = 0;
  #nextBreak = -1;

  constructor(path: string, chunks: Iterable<string>) {
    this.#path = path;
    this.#chunks = chunks[Symbol.iterator]();
  }

  /** The next character that is no white space, or -1 at the end. */
  peek(): number {
    for (;;) {
      while (this.#at < this.#text.length) {
        const code = this.#text.charCodeAt(this.#at);
        if (!isSpace(code)) return code;
        this.#at += 1;
      }
      if (!this.#more()) return -1;
    }
  }

  /** Passes a character that has to be there. @throws {BrokenFile} */
  expect(code: number): void {
    if (this.peek() !== code) this.fail(`a "${String.fromCharCode(code)}" is missing`);
    this.#at += 1;
  }

  /** Passes a character if it is the next. */
  accept(code: number): boolean {
    if (this.peek() !== code) return false;
    this.#at += 1;
    return true;
  }

  /** Where the next character stands. */
  place(): Place {
    const position = this.#at;
    while (this.#nextBreak >= 0 && this.#nextBreak < position) {
      this.#line += 1;
      this.#lineStart = this.#nextBreak + 1;
      this.#nextBreak = this.#text.indexOf('\n', this.#lineStart);
    }
    return { path: this.#path, line: this.#line, column: position - this.#lineStart + 1 };
  }

  /**
   * Passes the value that begins at the next character.
   * @returns its text; null: it is larger than `recordLimit`, or was not asked for. @throws {BrokenFile} file.cutOff
   */
  take(isWanted: boolean): string | null {
    const first = this.peek();
    let start = this.#at;
    let depth = 0;
    let tooLarge = !isWanted;
    const isOver = (): boolean => {
      if (this.#at < this.#text.length) return false;
      if (tooLarge || this.#text.length - start > recordLimit) {
        tooLarge = true;
        start = this.#text.length;
      }
      const kept = this.#text.length - start;
      if (!this.#more(kept)) return true;
      start = 0;
      return false;
    };
    const isBare = first !== quote && first !== openList && first !== openObject;
    for (;;) {
      if (isOver()) {
        if (isBare && depth === 0 && first !== -1) break;
        throw new BrokenFile({ ...this.place(), code: 'file.cutOff' });
      }
      const code = this.#text.charCodeAt(this.#at);
      if (isBare && (code === comma || code === closeList || code === closeObject || isSpace(code))) break;
      this.#at += 1;
      if (code === quote) {
        if (this.#passString(isOver)) throw new BrokenFile({ ...this.place(), code: 'file.cutOff' });
      } else if (code === openList || code === openObject) depth += 1;
      else if (code === closeList || code === closeObject) depth -= 1;
      if (depth === 0 && !isBare) break;
    }
    return tooLarge ? null : this.#text.slice(start, this.#at);
  }

  /** @throws {BrokenFile} file.notJson, with the place */
  fail(reason: string): never {
    const isEnd = this.peek() === -1;
    throw new BrokenFile({ ...this.place(), code: isEnd ? 'file.cutOff' : 'file.notJson', details: { reason } });
  }

  /** From behind the first quote to behind the last. @returns whether the text ended before that */
  #passString(isOver: () => boolean): boolean {
    for (;;) {
      if (isOver()) return true;
      const code = this.#text.charCodeAt(this.#at);
      this.#at += 1;
      if (code === quote) return false;
      if (code === backslash) {
        if (isOver()) return true;
        this.#at += 1;
      }
    }
  }

  /** Puts the next piece behind the last `kept` characters. @returns false at the end */
  #more(kept = 0): boolean {
    const next = this.#chunks.next();
    if (next.done) return false;
    this.place();
    const gone = this.#text.length - kept;
    this.#text = kept === 0 ? next.value : this.#text.slice(gone) + next.value;
    this.#at -= gone;
    this.#lineStart -= gone;
    this.#nextBreak = this.#text.indexOf('\n', Math.max(0, this.#lineStart));
    return true;
  }
}

export const marks = { openList, closeList, openObject, closeObject, comma, colon, quote } as const;
