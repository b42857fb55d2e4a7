import { fieldIds, getField, isFieldId } from './fieldRegistry.ts';
import type { FieldId } from './fieldRegistry.ts';
import { nearest } from './nearest.ts';
import type { QueryNode } from './queryNode.ts';
import { QueryRefusal } from './queryProblem.ts';
import type { QueryProblem } from './queryProblem.ts';
import { QueryReader } from './QueryReader.ts';
import { readTest } from './readTest.ts';

/** Longer than anything a person writes. */
export const longestQuery = 4000;
const deepest = 50;

export type ParsedQuery =
  { readonly ok: true; readonly node: QueryNode | null } | { readonly ok: false; readonly problem: QueryProblem };

const fieldName = /([A-Za-z][A-Za-z-]*)(?:\.((?:[^\s:<>=()",]|\.)+))?(?=[:<>=])/y;

/** Names that other tools give to fields. */
const otherNames: Readonly<Record<string, FieldId>> = { kind: 'shape', label: 'class', file: 'name', filename: 'name' };
/** `exif.camera` is `meta.exif.camera`. */
const metaGroups = ['exif', 'dicom'];

class Parser {
  readonly #reader: QueryReader;
  #depth = 0;

  constructor(text: string) {
    this.#reader = new QueryReader(text);
  }

  parse(): QueryNode | null {
    const reader = this.#reader;
    reader.skipSpace();
    if (reader.isAtEnd) return null;
    const node = this.#readOr();
    if (!reader.isAtEnd) throw new QueryRefusal('query.strayParenthesis', { position: reader.at, length: 1 });
    return node;
  }

  #readOr(): QueryNode {
    const parts = [this.#readAnd()];
    while (this.#reader.takeKeyword('OR')) parts.push(this.#readAnd());
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'or', parts };
  }

  #readAnd(): QueryNode {
    const reader = this.#reader;
    const parts: QueryNode[] = [];
    for (;;) {
      reader.skipSpace();
      if (parts.length > 0 && reader.takeKeyword('AND')) reader.skipSpace();
      else if (parts.length > 0 && this.#isAtEndOfAnd()) break;
      parts.push(this.#readOne());
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'and', parts };
  }

  #isAtEndOfAnd(): boolean {
    const { text, at, isAtEnd } = this.#reader;
    return isAtEnd || text[at] === ')' || /^OR(?=[\s()]|$)/.test(text.slice(at, at + 3));
  }

  #readOne(): QueryNode {
    const reader = this.#reader;
    const position = reader.at;
    if (this.#depth >= deepest) throw new QueryRefusal('query.tooDeep', { position, length: 1 }, { limit: deepest });
    this.#depth++;
    try {
      if (reader.takeCharacter('-') || reader.takeKeyword('NOT')) {
        reader.skipSpace();
        return { kind: 'not', part: this.#readOne() };
      }
      if (reader.takeCharacter('(')) return this.#readGroup(position);
      return this.#readTerm();
    } finally {
      this.#depth--;
    }
  }

  #readGroup(position: number): QueryNode {
    const reader = this.#reader;
    const node = this.#readOr();
    reader.skipSpace();
    if (reader.takeCharacter(')')) return node;
    throw new QueryRefusal('query.unclosedParenthesis', { position, length: 1 });
  }

  #readTerm(): QueryNode {
    const reader = this.#reader;
    const position = reader.at;
    const isMissing = reader.isAtEnd || reader.text[position] === ')' || this.#isKeyword();
    if (isMissing) throw new QueryRefusal('query.missingTerm', { position, length: 1 });
    const match = reader.take(fieldName);
    if (match) return readTest(reader, this.#toHead(match, position));
    const { pattern, ...rest } = reader.takeWord('');
    // The bare mark of a comparison, as in `<3`: no name stands before it.
    if (/^[:<>=]/.test(rest.written)) throw new QueryRefusal('query.missingField', { position, length: rest.length });
    if (pattern === '') throw new QueryRefusal('query.missingTerm', rest);
    return { kind: 'text', word: { pattern, isNone: false, position, length: rest.length } };
  }

  #isKeyword(): boolean {
    const { text, at } = this.#reader;
    return /^(OR|AND)(?=[\s()]|$)/.test(text.slice(at, at + 4));
  }

  #toHead([, name = '', key]: RegExpExecArray, position: number): { field: FieldId; key: string | null } {
    const folded = name.toLowerCase();
    const part = { position, length: name.length };
    if (metaGroups.includes(folded) && key !== undefined) return { field: 'meta', key: `${folded}.${key}` };
    const field = Object.hasOwn(otherNames, folded) ? otherNames[folded] : isFieldId(folded) ? folded : undefined;
    if (field === undefined) {
      const suggestion = nearest(folded, fieldIds);
      const details = { name, possible: fieldIds.join(', ') };
      if (suggestion === undefined) throw new QueryRefusal('query.unknownField', part, details);
      throw new QueryRefusal('query.misspelledField', part, { ...details, suggestion });
    }
    const needsKey = getField(field).hasKey === true;
    if (needsKey && key === undefined) throw new QueryRefusal('query.missingKey', part, { field });
    if (!needsKey && key !== undefined)
      throw new QueryRefusal('query.strayKey', { position: position + name.length, length: key.length + 1 }, { field });
    return { field, key: key ?? null };
  }
}

/**
 * Reads a query: terms `field:value`, `field<number`, `field:a..b` or a part of a path; all of them must fit unless `OR`
 * stands between; `-` or `NOT` turns one around; parentheses group; quotes hold spaces. An empty one has no node.
 */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > longestQuery) {
    const part = { position: longestQuery, length: text.length - longestQuery };
    return {
      ok: false,
      problem: { code: 'query.tooLong', ...part, details: { length: text.length, limit: longestQuery } },
    };
  }
  try {
    return { ok: true, node: new Parser(text).parse() };
  } catch (error) {
    if (error instanceof QueryRefusal) return { ok: false, problem: error.problem };
    throw error;
  }
}
