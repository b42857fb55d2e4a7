import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChange } from '#shared/change/applyChange.ts';
import { changeSchema } from '#shared/change/change.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import { squashChanges } from '#shared/change/squashChanges.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import { makeDocument, makePrediction } from '#tests/support/factories.ts';
import { randomVerb, seededRandom } from '#tests/support/randomVerb.ts';

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => a.id.localeCompare(b.id));
/** What a document says; the order of its rows is the store's. */
const contentOf = ({ item, annotations, decisions }: ItemDocument): unknown => ({
  stage: item.stage,
  annotations: byId(annotations),
  decisions: byId(decisions),
});

test('every verb can be undone and redone exactly, whatever came before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 12 }), (seed, steps) => {
      const random = seededRandom(seed);
      let document = makeDocument({ predictions: [makePrediction(), makePrediction({ classId: null })] });
      for (let step = 0; step < steps; step += 1) {
        const change = randomVerb(random, document);
        // What the store and other hosts would take from it.
        expect(changeSchema.parse(JSON.parse(JSON.stringify(change)))).toEqual(change);
        const after = applyChange(document, change);
        const undone = applyChange(after, invertChange(change));
        expect(contentOf(undone)).toEqual(contentOf(document));
        expect(contentOf(applyChange(undone, change))).toEqual(contentOf(after));
        const both = squashChanges(change, invertChange(change));
        expect(contentOf(applyChange(document, both))).toEqual(contentOf(document));
        for (const { shape } of after.annotations)
          for (const value of geometryOf(shape).bounds(shape) ?? []) expect(Number.isFinite(value)).toBe(true);
        document = after;
      }
    }),
  );
});
