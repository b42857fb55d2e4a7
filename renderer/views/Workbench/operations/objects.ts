/** What a person does with the selected objects. */
import { editLabel } from '#shared/text/editLabel.ts';
import { addAnnotations } from '#shared/actions/addAnnotation.ts';
import { renewGroups } from '#shared/actions/groupAnnotations.ts';
import { deleteAnnotations } from '#shared/actions/deleteAnnotations.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { AnnotationId } from '#shared/model/ids.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { Copy } from '../../../state/AppState.svelte.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

/** Where a copy lies that would hide what it was copied from. Image pixels. */
const asidePx = 10;

const isEqualJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const moveAside = (copy: Copy, size: Size): Copy => ({
  ...copy,
  shape: geometryOf(copy.shape).move(copy.shape, asidePx, asidePx, size),
});

function hasRoom(shape: Shape, { width, height }: Size): boolean {
  const [x, y, w, h] = geometryOf(shape).bounds(shape) ?? [0, 0, 0, 0];
  return x + w > 0 && y + h > 0 && x + w <= width && y + h <= height;
}

function selectedCopies({ objects, selectedIds, defaultsOf }: WorkbenchState): Copy[] {
  return objects.flatMap(({ id, classId, shape, annotation }) =>
    selectedIds.has(id) && classId !== null && shape.kind !== 'whole'
      ? [
          {
            ...{ classId, shape, groupId: annotation?.groupId },
            attributes: annotation ? annotation.attributes : defaultsOf(classId),
          },
        ]
      : [],
  );
}

function add(bench: WorkbenchState, copies: readonly Copy[], verb: 'duplicate' | 'paste'): void {
  if (!bench.document || copies.length === 0) return;
  const grouped = renewGroups(copies, () => crypto.randomUUID());
  const drawn = grouped.map((copy) => ({ ...copy, id: crypto.randomUUID() as AnnotationId }));
  bench.apply(
    addAnnotations(bench.document, drawn),
    editLabel(drawn.length === 1 ? verb : `${verb}Many`, { count: drawn.length }),
  );
  bench.select(drawn.map(({ id }) => id));
}

/** Of what is being drawn the last point, else what is selected. */
export function deleteSelected(bench: WorkbenchState): void {
  if (bench.tool.back?.() || bench.tool.drop?.()) return;
  if (bench.refuseLocked()) return;
  const ids = bench.selectedAnnotations();
  if (!bench.document || ids.length === 0) return;
  bench.apply(deleteAnnotations(bench.document, ids), editLabel('delete'));
  bench.select([]);
}

export function duplicateSelected(bench: WorkbenchState): void {
  const size = bench.imageSize();
  add(
    bench,
    selectedCopies(bench).map((copy) => moveAside(copy, size)),
    'duplicate',
  );
}

export function copySelected(bench: WorkbenchState): void {
  const { app } = bench;
  app.clipboard = selectedCopies(bench);
  if (app.clipboard.length > 0) app.toasts.info(app.texts.ui('bench.copied', { count: app.clipboard.length }));
}

/** At the same place of the open image. What lies there already is moved aside, what has no room is left out. */
export function paste(bench: WorkbenchState): void {
  const { app, document } = bench;
  if (!document) return;
  const size = bench.imageSize();
  const isThere = ({ classId, shape }: Copy): boolean =>
    document.annotations.some((one) => one.classId === classId && isEqualJson(one.shape, shape));
  const fitting = app.clipboard.filter(({ shape }) => hasRoom(shape, size));
  const left = app.clipboard.length - fitting.length;
  if (left > 0) app.toasts.info(app.texts.ui('bench.noRoom', { count: left }));
  add(
    bench,
    fitting.map((copy) => (isThere(copy) ? moveAside(copy, size) : copy)),
    'paste',
  );
}

export function nudge(bench: WorkbenchState, dx: number, dy: number): void {
  if (bench.refuseLocked()) return;
  if (bench.tool.nudge?.(dx, dy)) return;
  const size = bench.imageSize();
  bench.reshape(
    new Map(bench.selectedShapes.map(({ id, shape }) => [id, geometryOf(shape).move(shape, dx, dy, size)])),
  );
}

/** Turns what is selected, by clockwise radians; what can't be turned stays. */
export function turn(bench: WorkbenchState, angle: number): void {
  if (bench.refuseLocked()) return;
  const size = bench.imageSize();
  const turned = bench.selectedShapes.flatMap(({ id, shape }): [string, Shape][] => {
    const after = geometryOf(shape).rotate(shape, angle, size);
    return after ? [[id, after]] : [];
  });
  if (turned.length > 0) bench.reshape(new Map(turned));
  else bench.app.toasts.info(bench.app.texts.ui('bench.noTurn'));
}
