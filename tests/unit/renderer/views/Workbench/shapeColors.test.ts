import { expect, test } from 'vitest';
import { colorRules } from '#shared/look/canvasLook.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { makeAnnotation, makePrediction } from '#tests/support/factories.ts';
import { noScoreColor, scorePalette, sourceColors } from '../../../../../renderer/styles/classPalette.ts';
import { createShapeColors } from '../../../../../renderer/views/Workbench/shapeColors.ts';
import { proposalKey } from '../../../../../renderer/views/Workbench/workObjects.ts';
import type { WorkObject } from '../../../../../renderer/views/Workbench/workObjects.ts';

const classes = [{ id: 1 as ClassId, name: 'cell', color: '#123456' }] as unknown as LabelClass[];
const [item, otherItem] = [1 as ItemId, 2 as ItemId];

function label(over: Partial<WorkObject> = {}): WorkObject {
  const annotation = makeAnnotation();
  const { id, classId, shape, score } = annotation;
  return {
    id,
    annotation,
    proposal: null,
    classId,
    className: 'cell',
    score,
    shape,
    skeleton: undefined,
    state: 'drawn',
    ...over,
  };
}

test('a class that is not in the project has a colour of its own, by every rule', () => {
  const colors = createShapeColors()('class', classes, item);
  expect(colors.ofObject(label())).toBe('#123456');
  const unknown = colors.ofObject(label({ classId: null }));
  expect(unknown).not.toBe('#123456');
  for (const rule of colorRules)
    expect(createShapeColors()(rule, classes, item).ofObject(label({ classId: null }))).toMatch(/^#[0-9a-f]{6}$/);
});

test('objects keep their colours when others go, and an accepted proposal stays the same object', () => {
  const colors = createShapeColors()('object', classes, item);
  const proposal = makePrediction();
  const [first, second, third] = [label(), label({ id: proposalKey(proposal), annotation: null, proposal }), label()];
  const before = [first, second, third].map((object) => colors.ofObject(object));
  expect(new Set(before).size).toBe(3);
  const accepted = label({ annotation: makeAnnotation({ predictionId: proposal.id }), state: 'accepted' });
  expect([accepted, third].map((object) => colors.ofObject(object))).toEqual(before.slice(1));
});

test('the objects of every image begin with the first colour', () => {
  const shapeColors = createShapeColors();
  const first = shapeColors('object', classes, item).ofObject(label());
  shapeColors('object', classes, item).ofObject(label());
  expect(shapeColors('object', classes, otherItem).ofObject(label())).toBe(first);
});

test('source and score are told by colour, and no score is not a low one', () => {
  const shapeColors = createShapeColors();
  const bySource = shapeColors('source', classes, item);
  for (const state of ['drawn', 'accepted', 'corrected', 'proposal'] as const)
    expect(bySource.ofObject(label({ state }))).toBe(sourceColors[state]);
  const byScore = shapeColors('score', classes, item);
  const colorOf = (score: number | null): string => byScore.ofObject(label({ score }));
  expect([0, 0.5, 1].map(colorOf)).toEqual([scorePalette[0], scorePalette[4], scorePalette.at(-1)]);
  expect(colorOf(null)).toBe(noScoreColor);
});
