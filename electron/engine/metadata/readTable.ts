import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { delimitedRows } from '#shared/formats/read/delimitedRows.ts';
import { BrokenFile } from '#shared/formats/reader.ts';
import type { ReadProblem } from '#shared/formats/reader.ts';
import { openFileTree } from '../datasets/import/fileTree.ts';

export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly header: readonly string[];
  /** A comma may stand for the decimal point, as where semicolons part the cells. */
  readonly hasDecimalComma: boolean;
  /** Without the line of names; can be read several times. */
  rows(): Iterable<Row>;
}

/** No table of metadata has more; a file of something else might. */
const mostColumns = 1000;
/** The first line of some, for spreadsheets: which character parts the cells. */
const separatorLine = /^sep=(.)$/;

/** Of the characters that may part cells, the one that is most often in the first line. */
function guessSeparator(head: string, name: string): string {
  if (/\.tsv$/i.test(name)) return '\t';
  const first = head.split(/[\r\n]/, 1)[0] ?? '';
  const told = separatorLine.exec(first)?.[1];
  if (told !== undefined) return told;
  const count = (separator: string): number => first.replace(/"[^"]*"/g, '').split(separator).length;
  return [';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best), ',');
}

const isSeparatorLine = ({ line, cells }: Row): boolean =>
  line === 1 && cells.length === 2 && cells[0] === 'sep=' && cells[1] === '';

/** What the disk or the table's own layout says no to, in the program's words. */
export function toTableError(error: unknown, file: string): unknown {
  if (error instanceof BrokenFile) {
    const { code, line = 1, details } = error.problem;
    if (code === 'file.notText') return new AppError('table.notText', { path: file }, { cause: error });
    if (code !== 'file.unreadable') return new AppError('table.openQuote', { path: file, line }, { cause: error });
    const reason = String(details?.reason ?? '');
    return new AppError('import.unreadable', { path: file, reason }, { cause: error });
  }
  const isDisk = error instanceof Error && 'syscall' in error;
  return isDisk ? new AppError('import.unreadable', { path: file, reason: error.message }, { cause: error }) : error;
}

/**
 * Opens a table of values, of which the first line says what they are.
 * @param onProblem told of letters whose encoding had to be guessed
 * @throws {AppError} import.notFound, table.empty @throws {BrokenFile} also while rows are read
 */
export function readTable(file: string, onProblem: (problem: ReadProblem) => void): Table {
  if (!existsSync(file) || !statSync(file).isFile()) throw new AppError('import.notFound', { path: file });
  const name = path.basename(file);
  const tree = openFileTree(file, onProblem);
  const separator = guessSeparator(tree.head(name), name);
  function* allRows(): Generator<Row> {
    for (const { cells, place } of delimitedRows(tree, name, separator)) {
      const row = { line: place.line ?? 1, cells };
      if (!isSeparatorLine(row)) yield row;
    }
  }
  const top = allRows().next();
  if (top.done || top.value.cells.length > mostColumns) throw new AppError('table.empty', { path: file });
  const header = top.value.cells.map((cell) => cell.normalize().trim());
  return {
    header,
    hasDecimalComma: separator === ';',
    *rows() {
      for (const row of allRows()) if (row.line > top.value.line) yield row;
    },
  };
}
