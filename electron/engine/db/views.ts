import type { Database } from 'better-sqlite3';
import type { SavedView } from '#shared/contract/api/itemsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { commit } from './commit.ts';
import { prepare } from './prepare.ts';

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

const nameLimit = 100;
const select = 'SELECT name, query, sort, descending FROM views';
type Row = Omit<SavedView, 'descending'> & { readonly descending: number };
const toView = (row: Row): SavedView => ({ ...row, descending: row.descending === 1 });

/** By name. */
export function listViews(db: Database): SavedView[] {
  return (prepare(db, `${select} ORDER BY name COLLATE NOCASE`).all() as Row[]).map(toView);
}

/** Whatever the case of its letters. */
export function findView(db: Database, name: string): SavedView | undefined {
  const row = prepare(db, `${select} WHERE name = ? COLLATE NOCASE`).get(name) as Row | undefined;
  return row && toView(row);
}

const bodyOf = ({ query, sort, descending }: SavedView): Omit<SavedView, 'name'> => ({ query, sort, descending });

/** In the place of the one of that name, which keeps its spelling. @throws {AppError} view.badName, store.* */
export function saveView({ db, actor }: Writer, view: SavedView): SavedView {
  if (view.name === '' || view.name.length > nameLimit) throw new AppError('view.badName', { limit: nameLimit });
  const before = findView(db, view.name);
  const saved = { ...view, name: before?.name ?? view.name };
  const body = { name: saved.name, from: before ? bodyOf(before) : null, to: bodyOf(saved) };
  const label = `Save view ${saved.name}`;
  commit(db, { op: 'view.saved', body, actor, subject: 'views', label });
  return saved;
}

/** @throws {AppError} view.notFound, store.* */
export function removeView({ db, actor }: Writer, name: string): void {
  const before = findView(db, name);
  if (!before) throw new AppError('view.notFound', { name });
  const body = { name: before.name, from: bodyOf(before) };
  commit(db, { op: 'view.removed', body, actor, subject: 'views', label: `Remove view ${before.name}` });
}
