import { randomUUID } from 'node:crypto';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { classifyItem } from '#shared/actions/classifyItem.ts';
import { acceptProposal, acceptRest, correctProposal, finishItem, openProposals } from '#shared/actions/decide.ts';
import { rejectProposal, undecide } from '#shared/actions/decide.ts';
import { group, ungroup } from '#shared/actions/groupAnnotations.ts';
import { deleteAnnotations } from '#shared/actions/deleteAnnotations.ts';
import { replaceShape } from '#shared/actions/replaceShape.ts';
import { restack } from '#shared/actions/restack.ts';
import { setAttribute } from '#shared/actions/setAttribute.ts';
import { relabel, reshape } from '#shared/actions/updateAnnotations.ts';
import type { Change } from '#shared/change/change.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import { strokeArea } from '#shared/geometry/areas.ts';
import type { AnnotationId, ClassId, GroupId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { areaToMask } from '#shared/shapes/combineShapes.ts';
import { visibilities } from '#shared/shapes/keypoints/keypoints.ts';
import type { Shape, ShapeKind } from '#shared/shapes/shapeRegistry.ts';

export type Random = (below: number) => number;

/** Numbers 0..below-1 from a linear congruential generator (Numerical Recipes): the same for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed || 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <Value>(random: Random, values: readonly Value[]): Value => values[random(values.length)] as Value;

/** A shape of each kind that there is. */
const makers: { readonly [Kind in ShapeKind]: (random: Random, item: ItemDocument['item']) => Shape } = {
  box: (random) => ({ kind: 'box', box: [random(100), random(100), 1 + random(50), 1 + random(50)] }),
  rotatedBox: (random) => ({ kind: 'rotatedBox', centre: [90.5, 80], size: [10 + random(9), 20], angle: random(3) }),
  ellipse: (random) => ({
    kind: 'ellipse',
    centre: [90.5, 80],
    size: [10 + random(9), 20],
    angle: (1 - random(3)) / 7,
  }),
  polygon: (random) => ({ kind: 'polygon', rings: [[0, 0, 50 + random(9), 0, 50, 50, 0, 50.25]] }),
  mask(random, { widthPx, heightPx }) {
    const image = { width: widthPx ?? 0, height: heightPx ?? 0 };
    return areaToMask(strokeArea([50, 50], 2 + random(9)), image) ?? { kind: 'whole' };
  },
  polyline: (random) => ({ kind: 'polyline', points: [1, 2, 3.5, random(40), 5, 6] }),
  point: (random) => ({ kind: 'point', point: [random(100), random(100) / 3] }),
  keypoints: (random) => ({
    kind: 'keypoints',
    joints: [
      { id: 'nose', visibility: 'visible', x: random(90), y: 10 / 3 },
      { id: 'tail', visibility: pick(random, visibilities), x: 4, y: random(9) },
    ],
  }),
  whole: () => ({ kind: 'whole' }),
};
const shapeKinds = Object.keys(makers) as ShapeKind[];
const newId = (): string => randomUUID();

/** Any one verb of a person's: drawing, changing, grouping, deleting, decisions, stages. Never nothing. */
export function randomVerb(random: Random, document: ItemDocument): Change {
  const { annotations, decisions, item } = document;
  const classId = (1 + random(3)) as ClassId;
  const shape = makers[pick(random, shapeKinds)](random, item);
  const draw = (): Change => addAnnotation(document, { id: newId() as AnnotationId, classId, shape });
  const annotation = annotations[random(annotations.length)];
  const proposal = openProposals(document)[0];
  const input = { classId, newId, durationMs: random(1000) };
  const ofLabel: readonly ((id: AnnotationId) => Change)[] = [
    (id) => deleteAnnotations(document, [id]),
    (id) => reshape(document, new Map([[id, shape]])),
    (id) => relabel(document, [id], classId, { seen: true }),
    (id) => setAttribute(document, [id], 'grade', pick(random, ['low', random(9) / 7, true, null])),
    (id) => restack(document, [id], pick(random, ['front', 'forward', 'backward', 'back'])),
    (id) => group(document, [id, pick(random, annotations).id], newId() as GroupId),
    (id) => ungroup(document, [id]),
    (id) => replaceShape(document, id, [shape, shape].slice(random(3)), { newId }),
  ];
  const ofItem: readonly (() => Change)[] = [
    draw,
    () => classifyItem(document, classId, { isSeveral: random(2) === 0, newId }),
    () => finishItem(document, pick(random, ['labeled', 'skipped'])),
    () => acceptRest(document, { ...input, isDone: random(2) === 0 }),
    () => (proposal ? acceptProposal(document, proposal, input) : draw()),
    () => (proposal ? correctProposal(document, proposal, { ...input, shape }) : draw()),
    () => (proposal ? rejectProposal(document, proposal, input) : draw()),
    () => (decisions[0] ? undecide(document, pick(random, decisions)) : draw()),
  ];
  const change =
    annotation && random(2) === 0 ? pick(random, ofLabel)(annotation.id) : ofItem[random(ofItem.length)]?.();
  // What changes nothing is never sent.
  return change && !isEmptyChange(change) ? change : draw();
}
