import type { Annotation } from '#shared/model/annotation.ts';
import { fitsAttribute, missingAttributes } from '#shared/model/attributes.ts';
import type { AttributeDefinition, AttributeValue } from '#shared/model/attributes.ts';
import type { AnnotationId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';

/** One line of the form: what the selected objects say to one attribute. */
export interface AttributeRow {
  readonly name: string;
  /** null: their class doesn't ask for it (any more); the value is kept until a person takes it away. */
  readonly definition: AttributeDefinition | null;
  /** Whose value it is. */
  readonly ids: readonly AnnotationId[];
  /** undefined: none, or not the same. */
  readonly value: AttributeValue | undefined;
  readonly isMixed: boolean;
  readonly isMissing: boolean;
  /** A value that the definition doesn't allow. */
  readonly isUnfit: boolean;
}

export interface AttributeRows {
  readonly rows: readonly AttributeRow[];
  /** Attributes that some of the selected classes ask for, but not all, or not in the same way. */
  readonly unshared: number;
}

function toRow(name: string, definition: AttributeDefinition | null, labels: readonly Annotation[]): AttributeRow {
  const values = labels.map(({ attributes }) => attributes?.[name]);
  const isMixed = values.some((value) => value !== values[0]);
  return {
    name,
    definition,
    ids: labels.map(({ id }) => id),
    value: isMixed ? undefined : values[0],
    isMixed,
    isMissing: definition !== null && labels.some((one) => missingAttributes([definition], one.attributes).length > 0),
    isUnfit: definition !== null && values.some((value) => value !== undefined && !fitsAttribute(definition, value)),
  };
}

/** What can be asked of all selected labels together, and what they have that their classes don't ask for. */
export function listAttributeRows(labels: readonly Annotation[], classes: readonly LabelClass[]): AttributeRows {
  const definitions = new Map(classes.map(({ id, attributes = [] }) => [id, attributes]));
  const asked = [...new Set(labels.map(({ classId }) => classId))].map((id) => definitions.get(id) ?? []);
  const isShared = (wanted: AttributeDefinition): boolean =>
    asked.every((all) => all.some((one) => JSON.stringify(one) === JSON.stringify(wanted)));
  const shared = (asked[0] ?? []).filter(isShared);
  const names = new Set(asked.flat().map(({ name }) => name));
  const foreign = new Map<string, Annotation[]>();
  for (const label of labels)
    for (const name of Object.keys(label.attributes ?? {}))
      if (!definitions.get(label.classId)?.some((one) => one.name === name))
        foreign.set(name, [...(foreign.get(name) ?? []), label]);
  return {
    rows: [
      ...shared.map((definition) => toRow(definition.name, definition, labels)),
      ...[...foreign].map(([name, owners]) => toRow(name, null, owners)),
    ],
    unshared: names.size - shared.length,
  };
}

export interface Unanswered {
  readonly label: Annotation;
  readonly labelClass: LabelClass;
  readonly names: readonly string[];
}

/** The first label that lacks what its class requires. */
export function findUnanswered(labels: readonly Annotation[], classes: readonly LabelClass[]): Unanswered | null {
  const byId = new Map(classes.map((one) => [one.id, one]));
  for (const label of labels) {
    const labelClass = byId.get(label.classId);
    const names = missingAttributes(labelClass?.attributes, label.attributes);
    if (labelClass && names.length > 0) return { label, labelClass, names };
  }
  return null;
}
