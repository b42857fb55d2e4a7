import type { TextPart } from './queryNode.ts';
import { QueryRefusal } from './queryProblem.ts';

/** A word as it is written: its pattern, and whether quotes were around any of it. */
export interface WrittenWord extends TextPart {
  readonly pattern: string;
  /** As in the text, quotes and all. */
  readonly written: string;
  readonly isQuoted: boolean;
}

const ends = /[\s()]/;

/** Reads characters of a query one after the other; every problem knows its place. */
export class QueryReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    while (/\s/.test(this.text.charAt(this.at))) this.at++;
  }

  /** Takes a sticky expression's match at this place. */
  take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const match = expression.exec(this.text);
    if (match) this.at += match[0].length;
    return match;
  }

  takeCharacter(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** A keyword that stands alone. */
  takeKeyword(keyword: string): boolean {
    const after = this.at + keyword.length;
    if (!this.text.startsWith(keyword, this.at)) return false;
    if (after < this.text.length && !ends.test(this.text.charAt(after))) return false;
    this.at = after;
    return true;
  }

  /** Up to a space, a parenthesis or one of `stops`, but not within quotes; empty when there is none. */
  takeWord(stops: string): WrittenWord {
    const position = this.at;
    let pattern = '';
    let isQuoted = false;
    while (!this.isAtEnd) {
      const character = this.text.charAt(this.at);
      if (character === '"') {
        isQuoted = true;
        pattern += this.#takeQuoted();
        continue;
      }
      if (ends.test(character) || stops.includes(character)) break;
      pattern += character === '\\' ? '\\\\' : character;
      this.at++;
    }
    const length = this.at - position;
    return { pattern, isQuoted, position, length, written: this.text.slice(position, this.at) };
  }

  /** Within quotes a backslash takes the meaning of what follows away. */
  #takeQuoted(): string {
    const position = this.at++;
    let pattern = '';
    while (!this.isAtEnd) {
      const character = this.text.charAt(this.at++);
      if (character === '"') return pattern;
      if (character !== '\\') pattern += character;
      else {
        const next = this.text.charAt(this.at);
        if ('"\\*?'.includes(next) && next !== '') this.at++;
        pattern += next === '"' ? '"' : '*?'.includes(next) && next !== '' ? `\\${next}` : '\\\\';
      }
    }
    throw new QueryRefusal('query.unclosedQuote', { position, length: this.text.length - position });
  }
}
