import type { ItemVersions } from '#shared/contract/versions.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** A label as a line over the image. */
export interface OverlayLabel {
  readonly key: string;
  /** `before` and `after`: of a label that was changed. */
  readonly kind: 'same' | 'added' | 'removed' | 'before' | 'after';
  /** SVG path data, in image pixels. */
  readonly path: string;
}

function lineOf(points: readonly number[], isClosed: boolean): string {
  const steps = [];
  for (let at = 0; at + 1 < points.length; at += 2)
    steps.push(`${at === 0 ? 'M' : 'L'}${points[at]} ${points[at + 1]}`);
  return steps.join('') + (isClosed ? 'Z' : '');
}

/** A shape as SVG path data. What covers nothing is shown by its line, or by a box around it. */
function pathOf(shape: Shape): string {
  if (shape.kind === 'polyline') return lineOf(shape.points, false);
  const rings = geometryOf(shape).outline(shape).flat();
  if (rings.length > 0) return rings.map((ring) => lineOf(ring, true)).join('');
  const bounds = geometryOf(shape).bounds(shape);
  if (!bounds) return '';
  const [x, y, width, height] = bounds;
  const [left, top, right, bottom] = [x - 3, y - 3, x + width + 3, y + height + 3];
  return lineOf([left, top, right, top, right, bottom, left, bottom], true);
}

/** The labels of an image in two versions, over each other. */
export function overlayLabels({ from, to }: ItemVersions): OverlayLabel[] {
  const before = new Map(from.map((label) => [label.id, label]));
  const after = new Set(to.map(({ id }) => id));
  const removed = from.filter(({ id }) => !after.has(id));
  return [
    ...removed.map(({ id, shape }): OverlayLabel => ({ key: id, kind: 'removed', path: pathOf(shape) })),
    ...to.flatMap((label): OverlayLabel[] => {
      const { id, shape } = label;
      const old = before.get(id);
      if (!old) return [{ key: id, kind: 'added', path: pathOf(shape) }];
      if (JSON.stringify(old) === JSON.stringify(label)) return [{ key: id, kind: 'same', path: pathOf(shape) }];
      return [
        { key: `${id} before`, kind: 'before', path: pathOf(old.shape) },
        { key: id, kind: 'after', path: pathOf(shape) },
      ];
    }),
  ];
}
