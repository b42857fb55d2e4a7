import type { Database } from 'better-sqlite3';
import { appendEntry, canonicalJson } from './journal.ts';
import type { JournalEntry } from './journal.ts';
import { ops } from './ops/opRegistry.ts';
import type { OpBody, OpName } from './ops/opRegistry.ts';
import type { Op } from './ops/op.ts';
import { transact } from './transact.ts';

export interface CommitRequest<Name extends OpName> {
  readonly op: Name;
  readonly body: OpBody<Name>;
  readonly actor: string;
  readonly subject: string;
  readonly label: string;
  readonly undoes?: number;
  readonly at?: string;
}

/**
 * The only way to change what the fold holds: one transaction with one journal entry. `alsoDerived` refreshes derived
 * rows in the same transaction. Inside an outer transaction it becomes a part of it.
 * @throws {AppError} store.diskFull, store.ioFailed; nothing is changed then.
 */
export function commit<Name extends OpName>(
  db: Database,
  request: CommitRequest<Name>,
  alsoDerived?: (entry: JournalEntry) => void,
): JournalEntry {
  const op: Op = ops[request.op];
  // Parsed before it is stored: what the journal holds is what a replay will read.
  const body = op.body.parse(request.body);
  return transact(db, () => {
    const { actor, subject, label, undoes = null, at = new Date().toISOString() } = request;
    const entry = appendEntry(db, { at, actor, op: request.op, subject, label, undoes, body: canonicalJson(body) });
    op.apply(db, body, { at, actor });
    alsoDerived?.(entry);
    return entry;
  });
}
