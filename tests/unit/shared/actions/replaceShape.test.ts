import { expect, test } from 'vitest';
import { replaceShape } from '#shared/actions/replaceShape.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { makeAnnotation, makeDocument, makeId } from '#tests/support/factories.ts';

const box = (x: number): Shape => ({ kind: 'box', box: [x, 0, 5, 5] });
const newId = makeId;

test('the first shape is its own, others are new labels of its class above all', () => {
  const [one, other] = [makeAnnotation({ z: 0 }), makeAnnotation({ z: 1 })];
  const document = makeDocument({ annotations: [one, other] });
  const change = replaceShape(document, one.id, [box(1), box(2), box(3)], { newId });
  const after = applyChange(document, change).annotations;
  expect(after).toMatchObject([
    { id: one.id, shape: box(1), z: 0 },
    { id: other.id },
    { shape: box(2), classId: one.classId, z: 2 },
    { shape: box(3), classId: one.classId, z: 3 },
  ]);
  expect(applyChange(applyChange(document, change), invertChange(change))).toEqual(document);
});

test('what became part of it goes; of nothing, nothing stays', () => {
  const [one, other] = [makeAnnotation(), makeAnnotation()];
  const document = makeDocument({ annotations: [one, other] });
  const merged = applyChange(document, replaceShape(document, one.id, [box(1)], { newId, swallowed: [other.id] }));
  expect(merged.annotations).toMatchObject([{ id: one.id, shape: box(1) }]);
  expect(applyChange(document, replaceShape(document, one.id, [], { newId })).annotations).toMatchObject([
    { id: other.id },
  ]);
});
