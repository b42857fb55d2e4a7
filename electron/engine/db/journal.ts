import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import canonicalize from 'canonicalize';
import { assertExists } from '#shared/base/assert.ts';
import { prepare } from './prepare.ts';

/** One line of the append-only, hash-chained list of every change. */
export interface JournalEntry {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor: string;
  readonly op: string;
  /** What it is about, for finding it: `item:12`, `class:3`, `project`. */
  readonly subject: string;
  /** What undo and history show. */
  readonly label: string;
  /** The entry that this one takes back; null when it is no undo. */
  readonly undoes: number | null;
  /** Canonical JSON (RFC 8785). */
  readonly body: string;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** The hash before the first entry. */
export const genesisHash = '0'.repeat(64);

/** RFC 8785 JSON: the same value gives the same bytes everywhere. */
export function canonicalJson(value: unknown): string {
  return assertExists(canonicalize(value), 'a journal body can be written as JSON');
}

/** `SHA-256(previous hash || canonical entry)`, hex. The body enters as the text that is stored. */
export function entryHash(previousHash: string, entry: Omit<JournalEntry, 'hash'>): string {
  const { seq, at, actor, op, subject, label, undoes, body } = entry;
  return createHash('sha256')
    .update(previousHash)
    .update(canonicalJson({ seq, at, actor, op, subject, label, undoes, body }))
    .digest('hex');
}

/** The newest entry, or undefined in an empty journal. */
export function findHead(db: Database): JournalEntry | undefined {
  return prepare(db, 'SELECT * FROM journal ORDER BY seq DESC LIMIT 1').get() as JournalEntry | undefined;
}

/** Appends to the chain. Only `commit` calls this, inside its transaction. */
export function appendEntry(db: Database, entry: Omit<JournalEntry, 'seq' | 'hash'>): JournalEntry {
  // Without its body, which may be large.
  const head = prepare(db, 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').get() as
    Pick<JournalEntry, 'seq' | 'hash'> | undefined;
  const seq = (head?.seq ?? 0) + 1;
  const whole = { seq, ...entry };
  const hash = entryHash(head?.hash ?? genesisHash, whole);
  prepare(
    db,
    `INSERT INTO journal (seq, at, actor, op, subject, label, undoes, body, hash)
     VALUES (@seq, @at, @actor, @op, @subject, @label, @undoes, @body, @hash)`,
  ).run({ ...whole, hash });
  return { ...whole, hash };
}

/** All entries in order, one at a time. */
export function* eachEntry(db: Database): IterableIterator<JournalEntry> {
  yield* db.prepare('SELECT * FROM journal ORDER BY seq').iterate() as IterableIterator<JournalEntry>;
}
