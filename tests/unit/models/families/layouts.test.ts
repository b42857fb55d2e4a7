import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { findFamily, recognise } from '#models/families/familyRegistry.ts';
import { placeImage } from '#models/families/placement.ts';
import { classifierLayouts, detectorLayouts, imageSize, signatureOf } from '#tests/support/familyLayouts.ts';
import type { FamilyLayout } from '#tests/support/familyLayouts.ts';

const layouts = [...detectorLayouts, ...classifierLayouts];
const cardOf = (layout: FamilyLayout): ModelCard => {
  const signature = signatureOf(layout);
  return { name: 'm', sha256: signature.sha256, ...assertExists(recognise(signature), `${layout.title} is known`) };
};
const tensorsOf = ({ outputs }: FamilyLayout): OutputTensor[] =>
  outputs.map(({ name, dtype, dims, values }) => ({ name, dtype, dims, data: Float32Array.from(values) }));
const decode = (card: ModelCard, outputs: readonly OutputTensor[], score = 0.3) =>
  assertExists(findFamily(card.family), 'its family').decode(
    outputs,
    card,
    placeImage(card, imageSize.widthPx, imageSize.heightPx),
    { score, iou: 0.45 },
  );

test.each(layouts)('$title is recognised and read', (layout) => {
  const card = cardOf(layout);
  expect(card.family).toBe(layout.family);
  const family = assertExists(findFamily(card.family), 'its family');
  expect([null, card.classes.length]).toContain(family.classCount(signatureOf(layout), card));
  const found = decode(card, tensorsOf(layout));
  expect(found).toHaveLength(1);
  const [one] = found;
  expect(one?.className).toBe(layout.className);
  expect(one?.score).toBeCloseTo(layout.score, 5);
  if (layout.box === null) expect(one?.shape).toEqual({ kind: 'whole' });
  else expect(one?.shape.kind === 'box' ? iou(one.shape.box, layout.box) : 0).toBeGreaterThan(0.9999);
  expect(decode(card, tensorsOf(layout), 0.8)).toEqual([]);
});

test('numbers that are none never become predictions, in any layout', () => {
  const odd = fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e38, 0.9, 0.5, 0.1, 0, 40, -3);
  const few = layouts.map((layout) => ({ card: cardOf(layout), outputs: tensorsOf(layout) }));
  fc.assert(
    fc.property(
      fc.constantFrom(...few),
      fc.array(odd, { minLength: 40, maxLength: 40 }),
      ({ card, outputs }, values) => {
        const odds = outputs.map((output) => ({
          ...output,
          data: output.data.map((_, at) => values[(at * 7) % 40] ?? 0),
        }));
        for (const { score, shape } of decode(card, odds)) {
          expect(score).toBeGreaterThanOrEqual(0.3);
          expect(score).toBeLessThanOrEqual(1);
          if (shape.kind !== 'box') continue;
          expect(shape.box.every(Number.isFinite)).toBe(true);
          expect(Math.min(shape.box[2], shape.box[3])).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('what only looks like one of them is refused', () => {
  const [image] = detectorLayouts[0]?.inputs ?? [];
  const refused = (
    outputs: readonly (readonly (number | string)[])[],
    inputs = [assertExists(image, 'an image')],
  ): void => {
    const named = outputs.map((shape, index) => ({ name: `y${index}`, dtype: 'float32', shape }));
    expect(recognise({ inputs, outputs: named, metadata: {}, sha256: 'a'.repeat(64), sizeBytes: 1 })).toBeNull();
  };
  // An embedding on the grid of FastestDet, one head of darknet alone, an input that nobody can fill.
  refused([[1, 256, 4, 4]]);
  refused([[1, 255, 4, 4]]);
  refused([[1, 300, 6]], [assertExists(image, 'an image'), { name: 'prompt', dtype: 'float32', shape: [1, 2] }]);
  // Two grids where there should be three.
  refused([
    [1, 64, 80],
    [1, 64, 32],
    [1, 16, 80],
    [1, 16, 32],
  ]);
});
