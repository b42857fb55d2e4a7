import type { Database } from 'better-sqlite3';
import type { z } from 'zod';

/** Who and when, as the journal has it: part of what an op may use, so that a replay gives the same rows. */
export interface OpContext {
  readonly at: string;
  readonly actor: string;
}

/**
 * A kind of journal entry and what it does to the tables of the fold. `apply` is run once when the change is made and
 * again, on an empty database, when the journal is replayed: it may depend on nothing but the tables and its arguments.
 */
export interface Op<Body extends z.ZodType = z.ZodType> {
  readonly body: Body;
  readonly apply: (db: Database, body: z.output<Body>, context: OpContext) => void;
}

export function defineOp<Body extends z.ZodType>(op: Op<Body>): Op<Body> {
  return op;
}
