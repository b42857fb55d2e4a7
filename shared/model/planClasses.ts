import type { AttributeDefinition } from './attributes.ts';
import type { ClassChoice } from './exportOptions.ts';
import type { ClassId } from './ids.ts';
import type { LabelClass } from './labelClass.ts';
import type { Skeleton } from './skeleton.ts';

/** Which classes an export writes, and as what. */
export interface ClassPlan {
  /** Those of the export, in the order of the project. */
  readonly classes: readonly LabelClass[];
  /** The class of the export that labels of a class are written as; null: they are left out. */
  readonly writtenAs: ReadonlyMap<ClassId, LabelClass | null>;
}

export type ClassPlanProblem =
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'skeletons'; readonly name: string; readonly a: string; readonly b: string };

type Planned<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: ClassPlanProblem };

/** Two skeletons mean the same joints; where they are in the picture of the skeleton is nothing to labels. */
const skeletonKey = ({ joints, edges }: Skeleton): string =>
  JSON.stringify([joints.map(({ id, name, side }) => [id, name, side]), edges]);

/** By name, in the order they come up: the first definition counts, with the options of all choices of that name. */
function mergeAttributes(classes: readonly LabelClass[]): AttributeDefinition[] {
  const merged = new Map<string, AttributeDefinition>();
  for (const definition of classes.flatMap(({ attributes = [] }) => attributes)) {
    const known = merged.get(definition.name);
    const isChoice = known?.kind === 'choice' && definition.kind === 'choice';
    if (!known) merged.set(definition.name, definition);
    else if (isChoice)
      merged.set(known.name, { ...known, options: [...new Set([...known.options, ...definition.options])] });
  }
  return [...merged.values()];
}

/**
 * One class of several: it is that of the project which has the name and keeps it, else the first of them under a new name. Classes
 * without joints take those of the others.
 */
function merge(name: string, classes: readonly [LabelClass, ...LabelClass[]]): Planned<LabelClass> {
  const [first] = classes;
  const base = classes.find((one) => one.name === name) ?? first;
  const [jointed, ...others] = classes.filter(({ skeleton }) => skeleton !== undefined);
  const other = others.find(
    ({ skeleton }) => skeleton && jointed?.skeleton && skeletonKey(skeleton) !== skeletonKey(jointed.skeleton),
  );
  if (jointed && other) return { ok: false, problem: { kind: 'skeletons', name, a: jointed.name, b: other.name } };
  const attributes = mergeAttributes([base, ...classes.filter((one) => one !== base)]);
  const value = {
    ...{ id: base.id, name, color: base.color, position: base.position },
    ...(attributes.length > 0 ? { attributes } : {}),
    ...(jointed?.skeleton ? { skeleton: jointed.skeleton } : {}),
  };
  return { ok: true, value };
}

/** What a choice makes of the classes of a project. @param classes in their order */
export function planClasses(classes: readonly LabelClass[], { only, map }: ClassChoice): Planned<ClassPlan> {
  const names = new Set(classes.map(({ name }) => name));
  const unknown = [...(only ?? []), ...Object.keys(map)].find((name) => !names.has(name));
  if (unknown !== undefined) return { ok: false, problem: { kind: 'unknown', name: unknown } };
  const groups = new Map<string, [LabelClass, ...LabelClass[]]>();
  for (const one of classes) {
    const target = Object.hasOwn(map, one.name) ? (map[one.name] ?? '').trim() : one.name;
    if (target === '' || (only && !only.includes(one.name))) continue;
    const group = groups.get(target);
    if (group) group.push(one);
    else groups.set(target, [one]);
  }
  const writtenAs = new Map<ClassId, LabelClass | null>(classes.map(({ id }) => [id, null]));
  for (const [name, group] of groups) {
    const merged = merge(name, group);
    if (!merged.ok) return merged;
    for (const { id } of group) writtenAs.set(id, merged.value);
  }
  const places = new Map(classes.map(({ id }, at) => [id, at]));
  const written = [...new Set(writtenAs.values())].filter((one) => one !== null);
  const placeOf = ({ id }: LabelClass): number => places.get(id) ?? 0;
  return { ok: true, value: { classes: written.sort((a, b) => placeOf(a) - placeOf(b)), writtenAs } };
}
