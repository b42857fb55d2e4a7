import Database from 'better-sqlite3';

/** Names that are taken, millions of them, without keeping them in memory: they spill to a temporary file. */
export interface TakenNames {
  /** Takes a name that is free. @returns whether it was */
  take(name: string): boolean;
  close(): void;
}

export function openTakenNames(): TakenNames {
  // Nameless: gone when it is closed, however that comes.
  const db = new Database('');
  db.pragma('synchronous = OFF');
  db.exec('CREATE TABLE taken (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; BEGIN');
  const insert = db.prepare('INSERT OR IGNORE INTO taken (name) VALUES (?)');
  return {
    take: (name) => insert.run(name).changes > 0,
    close: () => void db.close(),
  };
}
