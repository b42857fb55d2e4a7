import type { Database } from 'better-sqlite3';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { listClasses } from '../../db/classes.ts';

export interface ClassMatcher {
  /** What the classes of a state of the package are in the project; new ones get numbers. */
  match(db: Database): ReadonlyMap<ClassId, ClassId>;
  /** The new ones that have these numbers. */
  created(ids: ReadonlySet<number>): LabelClass[];
}

/**
 * A class that was handed out, and is called as it was, is the project's own, whatever that is called by now. Any other is matched by its name,
 * whatever its case, and made where there is none.
 * @param handedOut the package as it was handed out
 */
export function createClassMatcher(project: Database, handedOut: Database): ClassMatcher {
  const given = new Map(listClasses(handedOut).map(({ id, name }) => [id, name]));
  const own = listClasses(project);
  const byName = new Map(own.map(({ id, name }) => [name.toLowerCase(), id]));
  let nextId = Math.max(0, ...own.map(({ id }) => id)) + 1;
  let position = Math.max(-1, ...own.map((one) => one.position)) + 1;
  const fresh: LabelClass[] = [];

  function find(labelClass: LabelClass): ClassId {
    if (given.get(labelClass.id) === labelClass.name) return labelClass.id;
    const key = labelClass.name.toLowerCase();
    let id = byName.get(key);
    if (id === undefined) {
      id = nextId as ClassId;
      fresh.push({ ...labelClass, id, position });
      byName.set(key, id);
      nextId += 1;
      position += 1;
    }
    return id;
  }

  return {
    match: (db) => new Map(listClasses(db).map((labelClass) => [labelClass.id, find(labelClass)])),
    created: (ids) => fresh.filter(({ id }) => ids.has(id)),
  };
}
