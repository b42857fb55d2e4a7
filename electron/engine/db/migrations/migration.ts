import type { Database } from 'better-sqlite3';

/** One numbered forward step of the project file's format. */
export interface Migration {
  readonly number: number;
  /** The oldest format number whose program may still read (not write) a file of this format. */
  readonly oldestReader: number;
  readonly sql: string;
  /** What SQL can't do, in the same transaction; of an empty file there is nothing to do. */
  readonly fill?: (db: Database) => void;
}
