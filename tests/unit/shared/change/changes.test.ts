import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { deleteAnnotations } from '#shared/actions/deleteAnnotations.ts';
import { relabel, reshape } from '#shared/actions/updateAnnotations.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import type { Change } from '#shared/change/change.ts';
import { emptyChange } from '#shared/change/emptyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import { squashChanges } from '#shared/change/squashChanges.ts';
import type { AnnotationId, ClassId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { makeDocument, makeId } from '#tests/support/factories.ts';

const edit = fc.record({
  verb: fc.constantFrom('add', 'delete', 'relabel', 'move'),
  at: fc.nat(20),
  number: fc.integer({ min: 0, max: 90 }),
});
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

function toChange(document: ItemDocument, { verb, at, number }: Edit): Change {
  const shape = { kind: 'box', box: [number, number, 5, 5] } as const;
  const target = document.annotations[at % Math.max(1, document.annotations.length)];
  if (verb === 'add' || !target) {
    return addAnnotation(document, { id: makeId() as AnnotationId, classId: number as ClassId, shape });
  }
  if (verb === 'delete') return deleteAnnotations(document, [target.id]);
  if (verb === 'relabel') return relabel(document, [target.id], number as ClassId);
  return reshape(document, new Map([[target.id, shape]]));
}

const byId = ({ annotations, ...rest }: ItemDocument): unknown => ({
  ...rest,
  annotations: [...annotations].sort((a, b) => a.id.localeCompare(b.id)),
});

test('undoing every edit in reverse gives the first document again', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
      const start = makeDocument();
      const changes: Change[] = [];
      let document = start;
      for (const one of edits) {
        const change = toChange(document, one);
        changes.push(change);
        document = applyChange(document, change);
      }
      for (const change of changes.reverse()) document = applyChange(document, invertChange(change));
      expect(byId(document)).toEqual(byId(start));
    }),
  );
});

test('a gesture squashed into one change does what its steps did', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 20 }), (edits) => {
      const start = makeDocument();
      let document = start;
      let whole: Change = emptyChange;
      for (const one of edits) {
        const change = toChange(document, one);
        document = applyChange(document, change);
        whole = squashChanges(whole, change);
      }
      expect(byId(applyChange(start, whole))).toEqual(byId(document));
    }),
  );
});
