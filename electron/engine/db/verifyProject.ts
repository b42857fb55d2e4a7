import Database from 'better-sqlite3';
import { compareTable } from './compareTable.ts';
import { eachEntry, entryHash, genesisHash } from './journal.ts';
import { openReplay } from './replay.ts';
import type { Replay } from './replay.ts';

export interface VerifyResult {
  readonly ok: boolean;
  readonly entries: number;
  /** Hash of the newest entry. Kept elsewhere, it also finds an end that was cut off. */
  readonly head: string;
  /** Each names the place and what is wrong; at most `differenceLimit` of them. */
  readonly differences: readonly string[];
}

const differenceLimit = 100;

/** What is the journal replayed: tables with their key, of `meta` the one row that is, and of metadata what tables brought. */
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
  { table: 'item_meta', key: ['item_id', 'key'], where: "source = 'table'" },
  { table: 'views', key: ['name'] },
  { table: 'versions', key: ['id'] },
] as const;

interface Progress {
  entries: number;
  head: string;
}

/** Recomputes the chain and replays it into an empty database. */
function* checkJournal(db: Database.Database, replay: Replay, progress: Progress): Generator<string> {
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
      // What a broken one has half done would look like more differences than there are.
      replay.apply(entry);
    } catch (error) {
      yield `journal ${seq}: it can not be replayed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

function* findDifferences(
  db: Database.Database,
  replay: Replay,
  progress: Progress,
  expectedHead: string | undefined,
): Generator<string> {
  try {
    yield* checkJournal(db, replay, progress);
    if (expectedHead !== undefined && !db.prepare('SELECT 1 FROM journal WHERE hash = ?').get(expectedHead)) {
      yield `journal: the entry with the hash ${expectedHead} is gone; the end was cut off`;
    }
    for (const { table, key, ...rest } of foldTables) {
      yield* compareTable(db, replay.db, { table, key, where: 'where' in rest ? rest.where : '1' });
    }
    const lost = `SELECT v.name FROM versions v LEFT JOIN journal j ON j.seq = v.seq WHERE j.hash IS NOT v.journal_hash`;
    for (const name of db.prepare(lost).pluck().iterate() as IterableIterator<string>)
      yield `version ${name}: its entry of the journal is another one`;
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
  const replay = openReplay('');
  const differences: string[] = [];
  const progress: Progress = { entries: 0, head: genesisHash };
  // One snapshot for the whole check, also on a connection beside the one that writes.
  db.exec('BEGIN');
  try {
    for (const difference of findDifferences(db, replay, progress, expectedHead)) {
      differences.push(difference);
      if (differences.length === differenceLimit) break;
    }
  } finally {
    db.exec('ROLLBACK');
    replay.db.close();
  }
  return { ok: differences.length === 0, ...progress, differences };
}
