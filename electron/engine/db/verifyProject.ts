import Database from 'better-sqlite3';
import { compareTable } from './compareTable.ts';
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

/** What is the journal replayed: tables with their key, and of `meta` the one row that is. */
const foldTables = [
  { table: 'meta', key: ['key'], where: "key = 'projectId'" },
  { table: 'roots', key: ['id'] },
  { table: 'items', key: ['id'] },
  { table: 'classes', key: ['id'] },
  { table: 'models', key: ['id'] },
  { table: 'class_matches', key: ['model_sha256', 'class_name'] },
  { table: 'annotations', key: ['id'] },
  { table: 'decisions', key: ['id'] },
  { table: 'comments', key: ['id'] },
  { table: 'item_tags', key: ['tag', 'item_id'] },
  { table: 'views', key: ['name'] },
] as const;

interface Progress {
  entries: number;
  head: string;
}

/** Recomputes the chain and replays it into an empty database. */
function* checkJournal(db: Database.Database, replayed: Database.Database, progress: Progress): Generator<string> {
  // All of an entry or nothing: what a broken one has half done would look like more differences than there are.
  const apply = replayed.transaction((op: Op, body: unknown, at: string, actor: string) =>
    op.apply(replayed, body, { at, actor }),
  );
  let lastSeq = 0;
  for (const entry of eachEntry(db)) {
    const { seq } = entry;
    if (seq !== lastSeq + 1) {
      const gone =
        seq === lastSeq + 2 ? `entry ${lastSeq + 1} is missing` : `entries ${lastSeq + 1} to ${seq - 1} are missing`;
      yield `journal: ${gone}`;
    }
    if (entryHash(progress.head, entry) !== entry.hash) yield `journal ${seq}: the hash does not fit the entry`;
    lastSeq = seq;
    progress.entries += 1;
    progress.head = entry.hash;
    try {
      const op = (ops as Readonly<Record<string, Op>>)[entry.op];
      if (!op) throw new Error(`unknown kind ${entry.op}`);
      apply(op, op.body.parse(JSON.parse(entry.body)), entry.at, entry.actor);
    } catch (error) {
      yield `journal ${seq}: it can not be replayed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

function* findDifferences(
  db: Database.Database,
  replayed: Database.Database,
  progress: Progress,
  expectedHead: string | undefined,
): Generator<string> {
  try {
    yield* checkJournal(db, replayed, progress);
    if (expectedHead !== undefined && !db.prepare('SELECT 1 FROM journal WHERE hash = ?').get(expectedHead)) {
      yield `journal: the entry with the hash ${expectedHead} is gone; the end was cut off`;
    }
    for (const { table, key, ...rest } of foldTables) {
      yield* compareTable(db, replayed, { table, key, where: 'where' in rest ? rest.where : '1' });
    }
    // A byte that no row shows may still be wrong: in an index, or in how pages hang together.
    for (const row of db.prepare('PRAGMA integrity_check').pluck().iterate() as IterableIterator<string>) {
      if (row !== 'ok') yield `file: ${row}`;
    }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    yield `file: ${error.message}`;
  }
}

/**
 * Checks the law of the store: state = fold(journal). Reads only. Its memory doesn't grow with the project: the replay
 * goes into a nameless database that spills to a temporary file. Takes long for a long journal: see verifyWorker.
 * @param expectedHead a head hash that was kept elsewhere: finds an end that was cut off.
 */
export function verifyProject(db: Database.Database, expectedHead?: string): VerifyResult {
  const replayed = new Database('');
  const differences: string[] = [];
  const progress: Progress = { entries: 0, head: genesisHash };
  // One snapshot for the whole check, also on a connection beside the one that writes.
  db.exec('BEGIN');
  try {
    // It is thrown away in the end: nothing of it needs to be kept safe.
    replayed.pragma('synchronous = OFF');
    for (const { sql, fill } of migrations) {
      replayed.exec(sql);
      fill?.(replayed);
    }
    replayed.exec('BEGIN');
    for (const difference of findDifferences(db, replayed, progress, expectedHead)) {
      differences.push(difference);
      if (differences.length === differenceLimit) break;
    }
  } finally {
    db.exec('ROLLBACK');
    replayed.close();
  }
  return { ok: differences.length === 0, ...progress, differences };
}
