import type { Database } from 'better-sqlite3';
import type { ImportedClass, ImportOptions } from '#shared/contract/importApi.ts';
import type { AttributeDefinition } from '#shared/model/attributes.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import { listClasses } from '../../db/classes.ts';

/** What a class of the file is in the project. */
export interface ClassTarget {
  /** The name as the project has it, or will have it. */
  readonly name: string;
  /** In the project; for a new one the number that it will get. */
  readonly id: number;
  readonly isNew: boolean;
  readonly color: string | null;
  readonly skeleton: Skeleton | null;
  readonly attributes: readonly AttributeDefinition[] | null;
  /** The project's class has none, and the file's has. */
  readonly getsSkeleton: boolean;
}

export interface ClassPlan {
  /** By the number of the class on the stage; null: its labels are left out. */
  readonly targets: ReadonlyMap<number, ClassTarget | null>;
  /** New ones once each, in the order of the file. */
  readonly created: readonly ClassTarget[];
  /** For the preview: by the file's names. */
  readonly list: readonly ImportedClass[];
}

interface StagedClass {
  readonly id: number;
  readonly name: string;
  readonly color: string | null;
  readonly skeleton: string | null;
  readonly attributes: string | null;
  readonly labels: number;
}

const keyOf = (name: string): string => name.toLowerCase();
const parse = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

/** Matches the classes of the file with those of the project: as the person chose, else by name, whatever its case. */
export function resolveClasses(stage: Database, project: Database, { classMap }: ImportOptions): ClassPlan {
  const chosen = new Map(Object.entries(classMap).map(([from, to]) => [keyOf(from), to]));
  const known = new Map<string, LabelClass>(listClasses(project).map((one) => [keyOf(one.name), one]));
  const firstFree = project.prepare('SELECT coalesce(max(id), 0) + 1 FROM classes').pluck().get() as number;
  const rows = stage
    .prepare(
      `SELECT c.*, coalesce(n.labels, 0) AS labels FROM classes c
       LEFT JOIN (SELECT class_id, count(*) AS labels FROM labels GROUP BY class_id) n ON n.class_id = c.id ORDER BY c.id`,
    )
    .all() as StagedClass[];
  const created = new Map<string, ClassTarget>();
  const targets = new Map<number, ClassTarget | null>();
  const list = new Map<string, ImportedClass>();
  for (const row of rows) {
    const wanted = chosen.has(keyOf(row.name)) ? (chosen.get(keyOf(row.name)) ?? null) : row.name;
    const count = (list.get(row.name)?.labels ?? 0) + row.labels;
    if (wanted === null || wanted === '') {
      targets.set(row.id, null);
      list.set(row.name, { name: row.name, labels: count, to: null, isNew: false });
      continue;
    }
    const existing = known.get(keyOf(wanted));
    const looks = {
      color: row.color,
      skeleton: parse<Skeleton>(row.skeleton),
      attributes: parse<AttributeDefinition[]>(row.attributes),
    };
    const target: ClassTarget = existing
      ? {
          ...{ name: existing.name, id: existing.id, isNew: false, ...looks },
          ...{
            skeleton: existing.skeleton ?? looks.skeleton,
            getsSkeleton: !existing.skeleton && looks.skeleton !== null,
          },
        }
      : (created.get(keyOf(wanted)) ?? {
          ...{ name: wanted, id: firstFree + created.size, isNew: true, ...looks, getsSkeleton: false },
        });
    if (!existing) created.set(keyOf(wanted), target);
    targets.set(row.id, target);
    list.set(row.name, { name: row.name, labels: count, to: target.name, isNew: !existing });
  }
  return { targets, created: [...created.values()], list: [...list.values()] };
}
