import type { Change } from '../change/change.ts';
import type { Annotation } from '../model/annotation.ts';
import type { AnnotationId, GroupId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { NewId } from './decide.ts';
import { editChange } from './editChange.ts';

function withGroup(annotation: Annotation, groupId: GroupId | undefined): Annotation {
  const { groupId: _, ...rest } = annotation;
  return groupId === undefined ? rest : { ...rest, groupId };
}

/** What was decided about them stays: which labels belong together is nothing that a model proposes. */
function regroup(document: ItemDocument, groupOf: (annotation: Annotation) => GroupId | undefined): Change {
  const updated = document.annotations.flatMap((from): (readonly [Annotation, Annotation])[] => {
    const groupId = groupOf(from);
    return groupId === from.groupId ? [] : [[from, withGroup(from, groupId)]];
  });
  return updated.length > 0
    ? editChange(document, { annotations: { updated } })
    : editChange(document, {}, document.item.stage);
}

/** Makes annotations one group. Each leaves the group it was in; one that would be left there alone stands alone again. */
export function group(document: ItemDocument, ids: readonly AnnotationId[], groupId: GroupId): Change {
  const wanted = new Set(ids);
  const left = new Map<GroupId, number>();
  for (const { id, groupId: before } of document.annotations)
    if (before !== undefined && !wanted.has(id)) left.set(before, (left.get(before) ?? 0) + 1);
  return regroup(document, ({ id, groupId: before }) => {
    if (wanted.has(id)) return groupId;
    return before !== undefined && left.get(before) === 1 ? undefined : before;
  });
}

/** Dissolves the groups that any of these annotations is in. */
export function ungroup(document: ItemDocument, ids: readonly AnnotationId[]): Change {
  const wanted = new Set(ids);
  const gone = new Set(document.annotations.flatMap(({ id, groupId }) => (wanted.has(id) && groupId ? [groupId] : [])));
  return regroup(document, ({ groupId }) => (groupId !== undefined && gone.has(groupId) ? undefined : groupId));
}

/** Copies of what belonged together belong together, and not to what they were copied from. */
export function renewGroups<Copy extends { readonly groupId?: GroupId | undefined }>(
  copies: readonly Copy[],
  newId: NewId,
): Copy[] {
  const renewed = new Map<GroupId, GroupId>();
  return copies.map((copy) => {
    if (copy.groupId === undefined) return copy;
    const groupId = renewed.get(copy.groupId) ?? (newId() as GroupId);
    renewed.set(copy.groupId, groupId);
    return { ...copy, groupId };
  });
}
