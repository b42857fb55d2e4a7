import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { findDefinitionFault } from '#shared/model/attributes.ts';
import type { AttributeDefinition } from '#shared/model/attributes.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { findSkeletonFault } from '#shared/model/skeleton.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { commit } from './commit.ts';
import { canonicalJson } from './journal.ts';
import { prepare } from './prepare.ts';

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

/** How many colours the palette has; a class takes the one of its position. */
const paletteSize = 20;

type Stored = Omit<LabelClass, 'attributes' | 'skeleton'> & {
  readonly attributes: string | null;
  readonly skeleton: string | null;
};

function parseClass({ attributes, skeleton, ...row }: Stored): LabelClass {
  return {
    ...row,
    ...(attributes === null ? {} : { attributes: JSON.parse(attributes) as AttributeDefinition[] }),
    ...(skeleton === null ? {} : { skeleton: JSON.parse(skeleton) as Skeleton }),
  };
}

const columns = 'id, name, color, position, attributes, skeleton';

export function listClasses(db: Database): LabelClass[] {
  return (prepare(db, `SELECT ${columns} FROM classes ORDER BY position`).all() as Stored[]).map(parseClass);
}

/** @throws {AppError} class.notFound */
export function getClass(db: Database, id: number): LabelClass {
  const found = prepare(db, `SELECT ${columns} FROM classes WHERE id = ?`).get(id) as Stored | undefined;
  if (!found) throw new AppError('class.notFound', { id });
  return parseClass(found);
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

function assertDefinitions(attributes: readonly AttributeDefinition[]): void {
  const found = findDefinitionFault(attributes);
  if (!found) return;
  const reason = `attribute ${found.at + 1}: ${found.fault}`;
  throw new AppError('contract.badInput', { method: 'classes.update', reason });
}

function assertSkeleton(skeleton: Skeleton | null): void {
  const found = skeleton && findSkeletonFault(skeleton);
  if (!found) return;
  const reason = `skeleton ${found.at + 1}: ${found.fault}`;
  throw new AppError('contract.badInput', { method: 'classes.update', reason });
}

/** @throws {AppError} class.exists, contract.badInput */
export function createClass(
  { db, actor }: Writer,
  look: {
    name: string;
    color?: string | undefined;
    attributes?: readonly AttributeDefinition[] | undefined;
    skeleton?: Skeleton | undefined;
  },
): LabelClass {
  assertColor('classes.create', look.color);
  assertDefinitions(look.attributes ?? []);
  assertSkeleton(look.skeleton ?? null);
  assertFree(db, look.name, null);
  const next = prepare(
    db,
    'SELECT coalesce(max(id), 0) + 1 AS id, coalesce(max(position), -1) + 1 AS position FROM classes',
  ).get() as { id: number; position: number };
  const labelClass = {
    ...{ ...next, name: look.name, color: look.color ?? String(next.position % paletteSize) },
    ...(look.attributes ? { attributes: [...look.attributes] } : {}),
    ...(look.skeleton ? { skeleton: look.skeleton } : {}),
  };
  const subject = `class:${next.id}`;
  commit(db, { op: 'class.created', body: labelClass, actor, subject, label: `Create class ${look.name}` });
  return { ...labelClass, id: next.id as ClassId };
}

/**
 * Values and joints of annotations stay as they are, also those that the class doesn't ask for any more.
 * @throws {AppError} class.notFound, class.exists, contract.badInput
 */
export function updateClass(
  { db, actor }: Writer,
  {
    classId,
    ...wanted
  }: {
    classId: ClassId;
    name?: string | undefined;
    color?: string | undefined;
    attributes?: readonly AttributeDefinition[] | undefined;
    /** null: its keypoints are single points. */
    skeleton?: Skeleton | null | undefined;
  },
): LabelClass {
  assertColor('classes.update', wanted.color);
  const before = getClass(db, classId);
  const lookOf = ({ name, color, attributes = [], skeleton }: Omit<LabelClass, 'id' | 'position'>) => ({
    ...{ name, color, attributes: [...attributes] },
    ...(skeleton ? { skeleton } : {}),
  });
  const from = lookOf(before);
  const { name = from.name, color = from.color, attributes = from.attributes, skeleton = before.skeleton } = wanted;
  const to = lookOf({ name, color, attributes, skeleton: skeleton ?? undefined });
  if (canonicalJson(to) === canonicalJson(from)) return before;
  assertDefinitions(attributes);
  assertSkeleton(skeleton ?? null);
  assertFree(db, name, classId);
  const body = { id: classId, from, to };
  commit(db, { op: 'class.updated', body, actor, subject: `class:${classId}`, label: `Change class ${before.name}` });
  return getClass(db, classId);
}
