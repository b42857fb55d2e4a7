import { expect, test } from 'vitest';
import { classifyItem, wholeLabels } from '#shared/actions/classifyItem.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { makeAnnotation, makeDocument, makeId } from '#tests/support/factories.ts';

const newId = makeId;
const [cat, dog] = [1 as ClassId, 2 as ClassId];
const classesOf = (document: ReturnType<typeof makeDocument>): number[] =>
  wholeLabels(document).map(({ classId }) => classId);

test('an image has one class, and another takes its place; the same again takes it away', () => {
  const drawn = makeAnnotation();
  const empty = makeDocument({ annotations: [drawn] });
  const one = applyChange(empty, classifyItem(empty, cat, { isSeveral: false, newId }));
  expect(classesOf(one)).toEqual([cat]);
  const change = classifyItem(one, dog, { isSeveral: false, newId });
  const other = applyChange(one, change);
  expect(classesOf(other)).toEqual([dog]);
  expect(applyChange(other, invertChange(change))).toEqual(one);
  const none = applyChange(other, classifyItem(other, dog, { isSeveral: false, newId }));
  expect(none.annotations).toEqual([drawn]);
});

test('an image may have several classes', () => {
  const empty = makeDocument();
  const one = applyChange(empty, classifyItem(empty, cat, { isSeveral: true, newId }));
  const both = applyChange(one, classifyItem(one, dog, { isSeveral: true, newId }));
  expect(classesOf(both)).toEqual([cat, dog]);
  expect(classesOf(applyChange(both, classifyItem(both, cat, { isSeveral: true, newId })))).toEqual([dog]);
});
