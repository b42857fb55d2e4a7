import Database from 'better-sqlite3';
import type { JournalEntry } from './journal.ts';
import { migrations } from './migrations/migrations.ts';
import { ops } from './ops/opRegistry.ts';
import type { Op } from './ops/op.ts';

/** An empty project that entries of a journal are done again in. */
export interface Replay {
  readonly db: Database.Database;
  /** All of an entry or nothing. @throws when it can't be done */
  apply(entry: JournalEntry): void;
}

/**
 * In one transaction, which the caller ends. Nothing of it is kept safe while it is written.
 * @param file where it lies; empty: nowhere, it spills to a temporary file and is gone when it is closed
 */
export function openReplay(file: string): Replay {
  const db = new Database(file);
  db.pragma('synchronous = OFF');
  for (const { sql, fill } of migrations) {
    db.exec(sql);
    fill?.(db);
  }
  db.exec('BEGIN');
  const run = db.transaction((op: Op, body: unknown, at: string, actor: string) => op.apply(db, body, { at, actor }));
  return {
    db,
    apply({ op: name, body, at, actor }) {
      const op = (ops as Readonly<Record<string, Op>>)[name];
      if (!op) throw new Error(`unknown kind ${name}`);
      run(op, op.body.parse(JSON.parse(body)), at, actor);
    },
  };
}
