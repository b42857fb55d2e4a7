import { BrokenFile } from '../reader.ts';
import type { Place, SourceTree } from '../reader.ts';
import { JsonScanner, marks, recordLimit } from './jsonScanner.ts';

/** How the value of a member of the outermost object is read; `pieces`: its own elements or members one by one. */
export type JsonWish = 'pieces' | 'whole' | 'skip';

/** A part of a JSON file. */
export interface JsonPiece {
  /** The member of the outermost object that it is, or is in; '' where the outermost value is a list. */
  readonly key: string;
  /** Its number in the list (from 0) or its name in the object that is read in pieces; null: it is the whole value of the member. */
  readonly at: number | string | null;
  /** undefined when it can't be read. */
  readonly value: unknown;
  /** Why it can't be read, in words of the JSON parser; null: it can. */
  readonly wrong: string | null;
  readonly place: Place;
}

function parse(text: string | null): Pick<JsonPiece, 'value' | 'wrong'> {
  if (text === null) return { value: undefined, wrong: `it has more than ${recordLimit} characters` };
  try {
    return { value: JSON.parse(text) as unknown, wrong: null };
  } catch (error) {
    // A RangeError: nested deeper than any record is.
    return { value: undefined, wrong: error instanceof Error ? error.message : String(error) };
  }
}

function takeKey(scanner: JsonScanner): string {
  if (scanner.peek() !== marks.quote) scanner.fail('a name in quotes is missing');
  const { value, wrong } = parse(scanner.take(true));
  if (typeof value !== 'string') scanner.fail(wrong ?? 'a name is no text');
  scanner.expect(marks.colon);
  return value;
}

function* members(scanner: JsonScanner): Generator<string> {
  scanner.expect(marks.openObject);
  if (scanner.accept(marks.closeObject)) return;
  do yield takeKey(scanner);
  while (scanner.accept(marks.comma));
  scanner.expect(marks.closeObject);
}

function* elements(scanner: JsonScanner): Generator<number> {
  scanner.expect(marks.openList);
  if (scanner.accept(marks.closeList)) return;
  let at = 0;
  do {
    yield at;
    at += 1;
  } while (scanner.accept(marks.comma));
  scanner.expect(marks.closeList);
}

function piece(scanner: JsonScanner, key: string, at: number | string | null): JsonPiece {
  const first = scanner.peek();
  if (first === marks.comma || first === marks.closeList || first === marks.closeObject)
    scanner.fail('a value is missing');
  const place = scanner.place();
  const { value, wrong } = parse(scanner.take(true));
  return { key, at, value, wrong, place };
}

function* inPieces(scanner: JsonScanner, key: string): Generator<JsonPiece> {
  const first = scanner.peek();
  if (first === marks.openList) for (const at of elements(scanner)) yield piece(scanner, key, at);
  else if (first === marks.openObject) for (const at of members(scanner)) yield piece(scanner, key, at);
  else yield piece(scanner, key, null);
}

/**
 * The parts of a JSON file of any size, in the order of the file; no more than one is held at a time. A list as the outermost value is
 * given element by element; of an object each member as `wish` says.
 * @throws {BrokenFile} file.notJson, file.cutOff: what came before is not to be trusted then
 */
export function* jsonPieces(tree: SourceTree, path: string, wish: (key: string) => JsonWish): Generator<JsonPiece> {
  const scanner = new JsonScanner(path, tree.chunks(path));
  if (scanner.peek() === marks.openObject) {
    for (const key of members(scanner)) {
      const wanted = wish(key);
      if (wanted === 'pieces') yield* inPieces(scanner, key);
      else if (wanted === 'whole') yield piece(scanner, key, null);
      else scanner.take(false);
    }
  } else if (scanner.peek() === marks.openList) yield* inPieces(scanner, '');
  else scanner.fail('it is neither a list nor an object');
  if (scanner.peek() !== -1) scanner.fail('something follows its end');
}

/** A small JSON file as a whole. @throws {BrokenFile} file.notJson and those of `SourceTree.text` */
export function wholeJson(tree: SourceTree, path: string): unknown {
  const { value, wrong } = parse(tree.text(path));
  if (wrong !== null) throw new BrokenFile({ path, code: 'file.notJson', details: { reason: wrong } });
  return value;
}
