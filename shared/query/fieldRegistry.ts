import { fileStates, stages } from '../model/item.ts';
import { splits } from '../model/split.ts';
import { decisionKinds } from '../model/decision.ts';
import { shapeKinds } from '../shapes/shapeRegistry.ts';

/**
 * - `word`: compared as text, or chosen of `values`
 * - `number`, `date`: compared with `<` and `>` as well
 * - `any`: a number or a date where it is compared, else text
 */
export type FieldKind = 'word' | 'number' | 'date' | 'any';

export interface Field {
  readonly kind: FieldKind;
  /** All that can be meant; absent: anything. */
  readonly values?: readonly string[];
  /** `none` finds items without it. */
  readonly hasNone?: true;
  /** Needs a name after a dot, as `meta.camera`. */
  readonly hasKey?: true;
  /** Found by a part of it; with wildcards or after `=` the whole must fit. */
  readonly isPartial?: true;
}

/** What items can be found by. A new field is one line here, its sentence in the texts, and its meaning in the store. */
export const fieldRegistry = {
  class: { kind: 'word', hasNone: true },
  'class-count': { kind: 'number' },
  score: { kind: 'number' },
  stage: { kind: 'word', values: stages },
  state: { kind: 'word', values: fileStates },
  tag: { kind: 'word', hasNone: true },
  split: { kind: 'word', values: splits, hasNone: true },
  path: { kind: 'word', isPartial: true },
  name: { kind: 'word', isPartial: true },
  width: { kind: 'number' },
  height: { kind: 'number' },
  megapixels: { kind: 'number' },
  format: { kind: 'word' },
  orientation: { kind: 'number' },
  size: { kind: 'number' },
  area: { kind: 'number' },
  shape: { kind: 'word', values: shapeKinds },
  labels: { kind: 'number' },
  proposals: { kind: 'number' },
  comments: { kind: 'word', values: ['open', 'any'], hasNone: true },
  'annotated-by': { kind: 'word', hasNone: true },
  decided: { kind: 'word', values: decisionKinds, hasNone: true },
  changed: { kind: 'date', hasNone: true },
  added: { kind: 'date' },
  run: { kind: 'number' },
  id: { kind: 'number' },
  meta: { kind: 'any', hasKey: true, hasNone: true },
} as const satisfies Record<string, Field>;

export type FieldId = keyof typeof fieldRegistry;
export const fieldIds = Object.keys(fieldRegistry) as readonly FieldId[];

export function isFieldId(name: string): name is FieldId {
  return Object.hasOwn(fieldRegistry, name);
}

export function getField(id: FieldId): Field {
  return fieldRegistry[id];
}
