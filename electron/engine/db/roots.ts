import type { Database } from 'better-sqlite3';
import type { RootId } from '#shared/model/ids.ts';
import { commit } from './commit.ts';
import { prepare } from './prepare.ts';

export interface RootRow {
  readonly id: RootId;
  /** Absolute. */
  readonly path: string;
  readonly itemCount: number;
}

export function listRootRows(db: Database): RootRow[] {
  return prepare(
    db,
    'SELECT r.id, r.path, (SELECT count(*) FROM items i WHERE i.root_id = r.id) AS itemCount FROM roots r ORDER BY r.id',
  ).all() as RootRow[];
}

interface RootMove {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

/** The images of roots lie elsewhere now, with the same paths in them. Nothing is written when none has moved. */
export function moveRoots(
  { db, actor }: { readonly db: Database; readonly actor: string },
  roots: readonly RootMove[],
): void {
  const moved = roots.filter(({ from, to }) => from !== to);
  if (moved.length === 0) return;
  commit(db, { op: 'roots.moved', body: { roots: moved }, actor, subject: 'project', label: 'Move folders' });
}

export function addRootRow({ db, actor }: { readonly db: Database; readonly actor: string }, path: string): RootId {
  const id = prepare(db, 'SELECT coalesce(max(id), 0) + 1 FROM roots').pluck().get() as RootId;
  commit(db, { op: 'root.added', body: { id, path }, actor, subject: 'project', label: 'Add folder' });
  return id;
}
