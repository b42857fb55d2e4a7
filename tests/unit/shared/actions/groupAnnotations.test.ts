import { expect, test } from 'vitest';
import { group, renewGroups, ungroup } from '#shared/actions/groupAnnotations.ts';
import { replaceShape } from '#shared/actions/replaceShape.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import type { Change } from '#shared/change/change.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import type { AnnotationId, GroupId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { makeAnnotation, makeDocument } from '#tests/support/factories.ts';

const ids = (names: string): AnnotationId[] => [...names].map((name) => name as AnnotationId);
/** `a b:1 c:1`: three labels, two of them in group 1. */
const documentOf = (text: string): ItemDocument =>
  makeDocument({
    annotations: text.split(' ').map((one) => {
      const [id = '', groupId] = one.split(':');
      const base = makeAnnotation({ id: id as AnnotationId });
      return groupId === undefined ? base : { ...base, groupId: groupId as GroupId };
    }),
  });
const textOf = (document: ItemDocument): string =>
  document.annotations.map(({ id, groupId }) => (groupId === undefined ? id : `${id}:${groupId}`)).join(' ');

function after(text: string, change: (document: ItemDocument) => Change): string {
  const document = documentOf(text);
  const made = change(document);
  expect(applyChange(applyChange(document, made), invertChange(made))).toEqual(document);
  return textOf(applyChange(document, made));
}

test('labels become a group, and leave the one they were in', () => {
  expect(after('a b c', (document) => group(document, ids('ac'), '1' as GroupId))).toBe('a:1 b c:1');
  expect(after('a:1 b:1 c:1 d', (document) => group(document, ids('cd'), '2' as GroupId))).toBe('a:1 b:1 c:2 d:2');
});
test('a label that is left alone by that stands alone', () => {
  expect(after('a:1 b:1 c', (document) => group(document, ids('bc'), '2' as GroupId))).toBe('a b:2 c:2');
});
test('a group is dissolved as a whole, whichever of it is selected', () => {
  expect(after('a:1 b:1 c:2 d:2', (document) => ungroup(document, ids('a')))).toBe('a b c:2 d:2');
  expect(isEmptyChange(ungroup(documentOf('a b'), ids('ab')))).toBe(true);
});
test('copies of a group are a group of their own', () => {
  let next = 0;
  const copies = documentOf('a:1 b:1 c:2 d').annotations;
  const renewed = renewGroups(copies, () => `new ${(next += 1)}`);
  expect(renewed.map(({ groupId }) => groupId)).toEqual(['new 1', 'new 1', 'new 2', undefined]);
});
test('the pieces of a cut label stay in its group', () => {
  const pieces = [0, 20].map((x) => ({ kind: 'box' as const, box: [x, 0, 10, 10] as const }));
  const cut = after('a:1 b:1', (document) =>
    replaceShape(document, 'a' as AnnotationId, pieces, { newId: () => 'piece' }),
  );
  expect(cut).toBe('a:1 b:1 piece:1');
});
