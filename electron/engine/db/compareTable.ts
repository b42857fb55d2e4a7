import type { Database } from 'better-sqlite3';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

export interface ComparedTable {
  readonly table: string;
  readonly key: readonly string[];
  /** Which rows. */
  readonly where: string;
}

/** The order SQLite gives to rows of equal types: numbers by size, text by its UTF-8 bytes. */
function compareValues(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** Rows of one table that differ, by walking both databases in the order of the key; one row of each in memory. */
export function* compareTable(
  kept: Database,
  replayed: Database,
  { table, key, where }: ComparedTable,
): Generator<string> {
  const sql = `SELECT * FROM ${table} WHERE ${where} ORDER BY ${key.join(', ')}`;
  const left = kept.prepare(sql).iterate() as IterableIterator<Row>;
  const right = replayed.prepare(sql).iterate() as IterableIterator<Row>;
  const nameOf = (row: Row): string => `${table} ${key.map((column) => String(row[column])).join(' ')}`;
  const compareKeys = (a: Row, b: Row): number =>
    key.map((column) => compareValues(a[column], b[column])).find((order) => order !== 0) ?? 0;
  try {
    let [a, b] = [left.next(), right.next()];
    while (!a.done || !b.done) {
      const order = a.done ? 1 : b.done ? -1 : compareKeys(a.value, b.value);
      if (order < 0) {
        yield `${nameOf(a.value as Row)}: the row is not from the journal`;
        a = left.next();
      } else if (order > 0) {
        yield `${nameOf(b.value as Row)}: the row is missing`;
        b = right.next();
      } else {
        for (const column of Object.keys(a.value as Row)) {
          const [is, should] = [(a.value as Row)[column], (b.value as Row)[column]];
          if (is !== should)
            yield `${nameOf(a.value as Row)}: ${column} is ${String(is)}, the journal says ${String(should)}`;
        }
        [a, b] = [left.next(), right.next()];
      }
    }
  } finally {
    left.return?.();
    right.return?.();
  }
}
