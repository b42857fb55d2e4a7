import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { commit } from './commit.ts';
import { prepare } from './prepare.ts';

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

/** How many colours the palette has; a class takes the one of its position. */
const paletteSize = 20;

export function listClasses(db: Database): LabelClass[] {
  return prepare(db, 'SELECT id, name, color, position FROM classes ORDER BY position').all() as LabelClass[];
}

/** @throws {AppError} class.notFound */
export function getClass(db: Database, id: number): LabelClass {
  const found = prepare(db, 'SELECT id, name, color, position FROM classes WHERE id = ?').get(id);
  if (!found) throw new AppError('class.notFound', { id });
  return found as LabelClass;
}

function assertFree(db: Database, name: string, except: number | null): void {
  const other = prepare(db, 'SELECT id FROM classes WHERE name = ?').pluck().get(name) as number | undefined;
  if (other !== undefined && other !== except) throw new AppError('class.exists', { name });
}

/** An index into the palette, or `#rrggbb`. */
function assertColor(method: string, color: string | undefined): void {
  const isFine =
    color === undefined || /^#[0-9a-f]{6}$/i.test(color) || (/^\d{1,2}$/.test(color) && Number(color) < paletteSize);
  if (!isFine) throw new AppError('contract.badInput', { method, reason: `${color} is no colour` });
}

/** @throws {AppError} class.exists, contract.badInput */
export function createClass({ db, actor }: Writer, look: { name: string; color?: string | undefined }): LabelClass {
  assertColor('classes.create', look.color);
  assertFree(db, look.name, null);
  const next = prepare(
    db,
    'SELECT coalesce(max(id), 0) + 1 AS id, coalesce(max(position), -1) + 1 AS position FROM classes',
  ).get() as { id: number; position: number };
  const labelClass = { ...next, name: look.name, color: look.color ?? String(next.position % paletteSize) };
  const subject = `class:${next.id}`;
  commit(db, { op: 'class.created', body: labelClass, actor, subject, label: `Create class ${look.name}` });
  return { ...labelClass, id: next.id as ClassId };
}

/** @throws {AppError} class.notFound, class.exists, contract.badInput */
export function updateClass(
  { db, actor }: Writer,
  { classId, name, color }: { classId: ClassId; name?: string | undefined; color?: string | undefined },
): LabelClass {
  assertColor('classes.update', color);
  const before = getClass(db, classId);
  const to = { name: name ?? before.name, color: color ?? before.color };
  if (to.name === before.name && to.color === before.color) return before;
  assertFree(db, to.name, classId);
  const body = { id: classId, from: { name: before.name, color: before.color }, to };
  commit(db, { op: 'class.updated', body, actor, subject: `class:${classId}`, label: `Change class ${before.name}` });
  return { ...before, ...to };
}
