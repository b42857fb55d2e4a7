import { AppError } from '#shared/contract/errors.ts';
import { isDerivedKey, toMetaKey } from '#shared/model/metaValue.ts';
import type { ReadProblem } from '#shared/formats/reader.ts';
import type { Row } from './readTable.ts';

/** So many rows tell which column names the images. */
const lookedAt = 200;

/**
 * The column that names the images: the one that is asked for, else the first of those that name most of them.
 * @param isName whether a value names an image of the project @throws {AppError} table.noColumn, table.noNames
 */
export function findKeyColumn(
  header: readonly string[],
  rows: Iterable<Row>,
  asked: string | undefined,
  isName: (value: string) => boolean,
): number {
  if (asked !== undefined) {
    const at = header.findIndex((name) => name.toLowerCase() === asked.trim().toLowerCase());
    if (at < 0) throw new AppError('table.noColumn', { column: asked, known: header.join(', ').slice(0, 500) });
    return at;
  }
  const named = header.map(() => 0);
  let count = 0;
  for (const { cells } of rows) {
    for (const [at, cell] of cells.entries())
      if (at < named.length && cell.trim() !== '' && isName(cell.trim())) named[at] = (named[at] ?? 0) + 1;
    if ((count += 1) === lookedAt) break;
  }
  const most = Math.max(...named);
  if (most === 0) throw new AppError('table.noNames', { known: header.join(', ').slice(0, 500) });
  return named.indexOf(most);
}

/**
 * What the values of each column are called; null: the column is left out, for `onProblem` says why.
 * Names that files themselves give are not for tables, and of two columns of one name the first counts.
 */
export function planKeys(
  header: readonly string[],
  keyColumn: number,
  prefix: string,
  onProblem: (problem: Omit<ReadProblem, 'path'>) => void,
): (string | null)[] {
  const taken = new Set<string>();
  return header.map((name, at) => {
    if (at === keyColumn) return null;
    const key = toMetaKey(`${prefix}${name}`);
    if (name === '' || key === '') return null;
    if (isDerivedKey(key)) {
      onProblem({ code: 'column.reserved', line: 1, details: { name: key } });
      return null;
    }
    if (taken.has(key)) {
      onProblem({ code: 'record.twice', line: 1, details: { id: name } });
      return null;
    }
    taken.add(key);
    return key;
  });
}
