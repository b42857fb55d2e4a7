import type { Database } from 'better-sqlite3';
import { listClasses } from '../../db/classes.ts';
import { canonicalJson } from '../../db/journal.ts';
import type { ClassLook } from '../../db/ops/classOps.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';

/** A class as the journal has it. */
export function lookOf({ name, color, attributes = [], skeleton }: Omit<LabelClass, 'id' | 'position'>): ClassLook {
  return { name, color, attributes: [...attributes], ...(skeleton ? { skeleton } : {}) };
}

export interface LookChange {
  readonly id: number;
  readonly from: ClassLook;
  readonly to: ClassLook;
}

/** `name (2)`, or the first number that is free. */
function freeName(name: string, taken: Set<string>): string {
  for (let number = 2; ; number += 1) {
    const next = `${name} (${number})`;
    if (!taken.has(next.toLowerCase())) return next;
  }
}

/**
 * What makes the classes what they were. A class that came later stays, since classes are never deleted; where it has a name that an older one
 * gets back, it gets a number.
 */
export function planLooks(now: Database, then: Database): LookChange[] {
  const before = new Map(listClasses(then).map((labelClass) => [labelClass.id, lookOf(labelClass)]));
  const taken = new Set([...before.values()].map(({ name }) => name.toLowerCase()));
  const changes: LookChange[] = [];
  const current = listClasses(now).map((labelClass) => ({ id: labelClass.id, from: lookOf(labelClass) }));
  const newer = current.filter(({ id }) => !before.has(id));
  const all = new Set([...taken, ...newer.map(({ from }) => from.name.toLowerCase())]);
  for (const { id, from } of current) {
    const isInTheWay = !before.has(id) && taken.has(from.name.toLowerCase());
    const to = before.get(id) ?? (isInTheWay ? { ...from, name: freeName(from.name, all) } : from);
    all.add(to.name.toLowerCase());
    if (canonicalJson(to) !== canonicalJson(from)) changes.push({ id, from, to });
  }
  return changes;
}
