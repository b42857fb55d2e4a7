import { BrokenFile } from '../reader.ts';
import type { Place, SourceTree } from '../reader.ts';

export interface DelimitedRow {
  readonly cells: readonly string[];
  readonly place: Place;
}

/** A row of more characters is a quote that never ends. */
const longestRow = 16 * 1024 * 1024;

/**
 * Rows of a table of values (RFC 4180), one by one; empty lines are passed over. Quotes count only at the beginning of a cell, as
 * spreadsheets have it.
 * @throws {BrokenFile} file.cutOff (a quote that never ends), record.tooLarge, and those of `chunks`
 */
export function* delimitedRows(tree: SourceTree, path: string, separator: string): Generator<DelimitedRow> {
  let [line, first, letters] = [1, 1, 0];
  let cells: string[] = [];
  let cell = '';
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  let wasReturn = false;
  const endCell = (): void => {
    cells.push(cell);
    [cell, state] = ['', 'start'];
  };
  const endRow = (): DelimitedRow | null => {
    endCell();
    const row = { cells, place: { path, line: first } };
    [cells, first, letters] = [[], line, 0];
    return row.cells.length === 1 && row.cells[0] === '' ? null : row;
  };
  for (const chunk of tree.chunks(path)) {
    for (const letter of chunk) {
      const isSecondBreak = wasReturn && letter === '\n';
      wasReturn = letter === '\r';
      if (isSecondBreak && state !== 'quoted') continue;
      letters += 1;
      if (letters > longestRow)
        throw new BrokenFile({ path, line: first, code: 'record.tooLarge', details: { megabytes: longestRow >> 20 } });
      const isBreak = letter === '\n' || letter === '\r';
      if (isBreak && !isSecondBreak) line += 1;
      if (state === 'quoted') {
        if (letter === '"') state = 'closed';
        else cell += letter;
      } else if (state === 'closed' && letter === '"') {
        cell += letter;
        state = 'quoted';
      } else if (isBreak) {
        const row = endRow();
        if (row) yield row;
      } else if (letter === separator) endCell();
      else if (state === 'start' && letter === '"') state = 'quoted';
      else {
        cell += letter;
        state = 'plain';
      }
    }
  }
  if (state === 'quoted') throw new BrokenFile({ path, line: first, code: 'file.cutOff' });
  if (cell !== '' || cells.length > 0) {
    const row = endRow();
    if (row) yield row;
  }
}

/** Lines of a text, one by one, without their ends; numbered. */
export function* textLines(
  tree: SourceTree,
  path: string,
): Generator<{ readonly text: string; readonly place: Place }> {
  let [rest, line] = ['', 1];
  for (const chunk of tree.chunks(path)) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > longestRow)
      throw new BrokenFile({ path, line, code: 'record.tooLarge', details: { megabytes: longestRow >> 20 } });
    for (const text of parts) {
      yield { text: text.replace(/\r$/, ''), place: { path, line } };
      line += 1;
    }
  }
  if (rest !== '') yield { text: rest.replace(/\r$/, ''), place: { path, line } };
}
