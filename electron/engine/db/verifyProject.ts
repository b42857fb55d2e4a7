import Database from 'better-sqlite3';
import { eachEntry, entryHash, genesisHash } from './journal.ts';
import { migrations } from './migrations/migrations.ts';
import { ops } from './ops/opRegistry.ts';
import type { Op } from './ops/op.ts';

export interface VerifyResult {
  readonly ok: boolean;
  readonly entries: number;
  /** Hash of the newest entry. Kept elsewhere, it also finds an end that was cut off. */
  readonly head: string;
  /** Each names the place and what is wrong; at most `differenceLimit` of them. */
  readonly differences: readonly string[];
}

const differenceLimit = 100;

/** The tables that are the journal replayed, with their key. */
const foldTables = [
  { table: 'roots', key: 'id' },
  { table: 'items', key: 'id' },
  { table: 'classes', key: 'id' },
  { table: 'models', key: 'id' },
  { table: 'class_matches', key: "model_sha256 || ' ' || class_name" },
  { table: 'annotations', key: 'id' },
  { table: 'decisions', key: 'id' },
] as const;

type Row = Readonly<Record<string, unknown>>;

/** Rows of one table that differ, by walking both in the order of their key. */
function* compareTable(kept: Database.Database, replayed: Database.Database, table: string, key: string): Generator<string> {
  const sql = `SELECT ${key} AS "key of row", * FROM ${table} ORDER BY 1`;
  const left = kept.prepare(sql).iterate() as IterableIterator<Row>;
  const right = replayed.prepare(sql).iterate() as IterableIterator<Row>;
  let [a, b] = [left.next(), right.next()];
  const keyOf = (row: Row): string | number => row['key of row'] as string | number;
  try {
    while (!a.done || !b.done) {
      if (b.done || (!a.done && keyOf(a.value) < keyOf(b.value))) {
        yield `${table} ${keyOf(a.value as Row)}: the row is not from the journal`;
        a = left.next();
      } else if (a.done || keyOf(a.value) > keyOf(b.value)) {
        yield `${table} ${keyOf(b.value)}: the row is missing`;
        b = right.next();
      } else {
        for (const column of Object.keys(a.value)) {
          const [is, should] = [a.value[column], b.value[column]];
          if (is !== should) yield `${table} ${keyOf(a.value)}: ${column} is ${String(is)}, the journal says ${String(should)}`;
        }
        [a, b] = [left.next(), right.next()];
      }
    }
  } finally {
    left.return?.();
    right.return?.();
  }
}

/** Recomputes the chain and replays it into an empty database; yields what doesn't agree. */
function* findDifferences(db: Database.Database, replayed: Database.Database, state: { entries: number; head: string }): Generator<string> {
  for (const entry of eachEntry(db)) {
    const expectedSeq = state.entries + 1;
    if (entry.seq !== expectedSeq) yield `journal ${expectedSeq}: the entry is missing, ${entry.seq} follows`;
    if (entryHash(state.head, entry) !== entry.hash) yield `journal ${entry.seq}: the hash does not fit the entry`;
    state.entries = entry.seq;
    state.head = entry.hash;
    try {
      const op = (ops as Readonly<Record<string, Op>>)[entry.op];
      if (!op) throw new Error(`unknown kind ${entry.op}`);
      op.apply(replayed, op.body.parse(JSON.parse(entry.body)), { at: entry.at, actor: entry.actor });
    } catch (error) {
      yield `journal ${entry.seq}: it can not be replayed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  for (const { table, key } of foldTables) yield* compareTable(db, replayed, table, key);
}

/**
 * Checks the law of the store: state = fold(journal). Reads only; needs memory for one copy of the state.
 * @param expectedHead a head hash that was kept elsewhere: finds an end that was cut off.
 */
export function verifyProject(db: Database.Database, expectedHead?: string): VerifyResult {
  const replayed = new Database(':memory:');
  const differences: string[] = [];
  const state = { entries: 0, head: genesisHash };
  let sawExpectedHead = expectedHead === undefined;
  try {
    for (const { sql } of migrations) replayed.exec(sql);
    replayed.exec('BEGIN');
    if (expectedHead !== undefined) {
      sawExpectedHead = db.prepare('SELECT 1 FROM journal WHERE hash = ?').get(expectedHead) !== undefined;
    }
    for (const difference of findDifferences(db, replayed, state)) {
      if (differences.length < differenceLimit) differences.push(difference);
    }
    if (!sawExpectedHead) differences.push(`journal: the entry with the hash ${expectedHead} is gone; the end was cut off`);
  } finally {
    replayed.close();
  }
  return { ok: differences.length === 0, ...state, differences };
}
