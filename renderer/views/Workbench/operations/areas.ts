/** What a person does with the areas of labels: paint, combine, cut, simplify, turn into another kind. */
import { editLabel } from '#shared/text/editLabel.ts';
import type { EditKey, EditLabel } from '#shared/text/editLabel.ts';
import { replaceShape } from '#shared/actions/replaceShape.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import type { Change } from '#shared/change/change.ts';
import { squashChanges } from '#shared/change/squashChanges.ts';
import type { Area, AreaOperation } from '#shared/geometry/areas.ts';
import { pointsBounds } from '#shared/geometry/rings.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { AttributeValues } from '#shared/model/attributes.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import {
  areaToMask,
  areaToObject,
  combineShapes,
  combineWithArea,
  convertShape,
  countPoints,
  coversArea,
  cropArea,
  cropShape,
  cutShape,
  simplifyShape,
} from '#shared/shapes/combineShapes.ts';
import type { AreaKind } from '#shared/shapes/combineShapes.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

const newId = (): string => crypto.randomUUID();

/** The selected labels that cover something, in the order they were selected: the first is what happens to. */
export function selectedAreas(bench: WorkbenchState): Annotation[] {
  const { document, selection } = bench;
  const byId = new Map<string, Annotation>(document?.annotations.map((one) => [one.id, one]));
  return selection
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ id, shape }) => coversArea(shape) && !bench.isLocked(id));
}

/** Several labels, each replaced by what became of it, as one change. */
function replaceAll(
  document: ItemDocument,
  labels: readonly Annotation[],
  become: (shape: Shape) => readonly Shape[],
): Change | null {
  return labels.reduce<Change | null>((sum, { id, shape }) => {
    const shapes = become(shape);
    if (shapes.length === 1 && shapes[0] === shape) return sum;
    const next = replaceShape(sum ? applyChange(document, sum) : document, id, shapes, { newId });
    return sum ? squashChanges(sum, next) : next;
  }, null);
}

/** The new labels of a change, and those it kept, are selected: what a person works on stays in the hand. */
function applyAndSelect(bench: WorkbenchState, change: Change, label: EditLabel): void {
  const kept = bench.selection.filter((id) => !change.annotations.removed.some((one) => one.id === id));
  bench.apply(change, label);
  bench.select([...kept, ...change.annotations.added.map(({ id }) => id)]);
}

/** Paints on the proposal that is being corrected, or on the one mask or polygon that is selected; on nothing, a new mask. */
export function paint(bench: WorkbenchState, area: Area, operation: 'merge' | 'subtract'): void {
  const { document, app } = bench;
  if (!document || bench.isReadOnly) return;
  const image = bench.imageSize();
  const inside = cropArea(area, image);
  const { correction } = bench;
  if (correction && (correction.shape.kind === 'mask' || correction.shape.kind === 'polygon')) {
    // A proposal is one object: of what would be several the largest stays, and it can't be painted away.
    const [shape] = combineWithArea(operation, correction.shape, inside, image);
    if (shape) bench.correction = { ...correction, shape };
    return;
  }
  const [target, ...others] = selectedAreas(bench);
  if (target && others.length === 0 && (target.shape.kind === 'mask' || target.shape.kind === 'polygon')) {
    const shapes = combineWithArea(operation, target.shape, inside, image);
    const change = replaceShape(document, target.id, shapes, { newId });
    applyAndSelect(bench, change, editLabel(operation === 'merge' ? 'paint' : 'erase'));
    return;
  }
  const mask = operation === 'merge' ? areaToMask(inside, image) : null;
  if (mask) bench.create(mask);
  else if (operation === 'subtract') app.toasts.info(app.texts.ui('bench.nothingToErase'));
}

/** What the smart tool has found, as an object of the armed class. */
export function keepObject(bench: WorkbenchState, area: Area): void {
  const shape = areaToObject(area, bench.smart.form, bench.imageSize());
  if (shape) bench.create(shape);
}

const conversions: Readonly<Record<AreaKind, EditKey>> = {
  box: 'convertToBox',
  mask: 'convertToMask',
  polygon: 'convertToPolygon',
};

/**
 * The first selected label with the others: merged and intersected, they become one; subtracted, the others stay, unless
 * they were drawn to be holes.
 */
export function combine(bench: WorkbenchState, operation: AreaOperation, othersStay: boolean): void {
  const { document } = bench;
  const [first, ...others] = selectedAreas(bench);
  if (!document || !first || others.length === 0) return;
  const shapes = combineShapes(operation, [first.shape, ...others.map(({ shape }) => shape)], bench.imageSize());
  const swallowed = othersStay ? [] : others.map(({ id }) => id);
  // A hole is no part of what it is cut into.
  const partners = operation === 'subtract' ? [] : others.toReversed();
  const attributes = Object.assign({}, ...partners.map((one) => one.attributes)) as AttributeValues;
  const change = replaceShape(document, first.id, shapes, { newId, swallowed, attributes });
  applyAndSelect(bench, change, editLabel(operation));
}

/** Cuts what is selected, or, with nothing selected, whatever the line goes through. */
export function cut(bench: WorkbenchState, line: readonly number[]): void {
  const { document, app } = bench;
  if (!document || bench.isReadOnly) return;
  const isNear = new Set(bench.near(pointsBounds(line)).map(({ id }) => id));
  const chosen = selectedAreas(bench);
  const labels = (chosen.length > 0 ? chosen : document.annotations).filter(
    ({ id, shape }) => isNear.has(id) && coversArea(shape),
  );
  const change = replaceAll(document, labels, (shape) => {
    const pieces = cutShape(shape, line);
    return pieces.length > 1 ? pieces : [shape];
  });
  if (change) applyAndSelect(bench, change, editLabel('cut'));
  else app.toasts.info(app.texts.ui('bench.nothingCut'));
}

/** Each selected label as another kind of shape at the same place. */
export function convert(bench: WorkbenchState, kind: AreaKind): void {
  const { document } = bench;
  if (!document) return;
  const image = bench.imageSize();
  const change = replaceAll(document, selectedAreas(bench), (shape) => {
    const shapes = convertShape(shape, kind, image);
    // A sliver without a pixel's centre has no mask: it stays what it is.
    return shapes.length > 0 ? shapes : [shape];
  });
  if (change) applyAndSelect(bench, change, editLabel(conversions[kind]));
}

/** The part of each selected label that lies in the image. */
export function crop(bench: WorkbenchState): void {
  const { document } = bench;
  if (!document) return;
  const image = bench.imageSize();
  const change = replaceAll(document, selectedAreas(bench), (shape) => cropShape(shape, image));
  if (change) applyAndSelect(bench, change, editLabel('cutAtBorder'));
}

/** Selected labels with points, with fewer of them; `null` when there is none. */
export function simplified(bench: WorkbenchState, tolerancePx: number): ReadonlyMap<string, Shape> | null {
  const lines = bench.selectedShapes.filter(({ shape }) => countPoints(shape) > 0);
  if (lines.length === 0) return null;
  return new Map(lines.map(({ id, shape }) => [id, simplifyShape(shape, tolerancePx)]));
}
