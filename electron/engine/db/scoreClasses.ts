import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';

/** The number by which the scores of predictions name a class of a model; a new one where it has none. */
export function numberOfClass(db: Database, className: string): number {
  const known = prepare(db, 'SELECT id FROM score_classes WHERE name = ?').pluck().get(className) as number | undefined;
  return known ?? Number(prepare(db, 'INSERT INTO score_classes (name) VALUES (?)').run(className).lastInsertRowid);
}

export function nameOfClass(db: Database, number: number): string {
  const name = prepare(db, 'SELECT name FROM score_classes WHERE id = ?').pluck().get(number) as string | undefined;
  return name ?? `class ${number}`;
}
