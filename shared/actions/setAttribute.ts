import type { Change } from '../change/change.ts';
import type { Annotation } from '../model/annotation.ts';
import type { AttributeValue, AttributeValues } from '../model/attributes.ts';
import type { AnnotationId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import { editChange } from './editChange.ts';

/** An annotation with these values; without any it is what it was before there were attributes. */
export function withAttributes(annotation: Annotation, values: AttributeValues): Annotation {
  const { attributes: _, ...rest } = annotation;
  return Object.keys(values).length > 0 ? { ...rest, attributes: values } : rest;
}

/**
 * Gives annotations a value of one attribute; null takes it away. The decision behind an accepted one stays: a model
 * proposes no attributes, so it was right about everything it said.
 */
export function setAttribute(
  document: ItemDocument,
  ids: readonly AnnotationId[],
  name: string,
  value: AttributeValue | null,
): Change {
  const wanted = new Set(ids);
  const updated = document.annotations.flatMap((from): (readonly [Annotation, Annotation])[] => {
    if (!wanted.has(from.id) || (from.attributes?.[name] ?? null) === value) return [];
    const { [name]: _, ...others } = from.attributes ?? {};
    return [[from, withAttributes(from, value === null ? others : { ...others, [name]: value })]];
  });
  return updated.length > 0
    ? editChange(document, { annotations: { updated } })
    : editChange(document, {}, document.item.stage);
}
