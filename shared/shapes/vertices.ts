/** Several vertices of an outline or a line, or several joints, at once. One is named by the id of its handle. */
import { stopAtBorder } from '../geometry/border.ts';
import { pointsBounds } from '../geometry/rings.ts';
import type { Size } from '../geometry/viewTransform.ts';
import { setVisibility } from './keypoints/keypointsGeometry.ts';
import type { Shape } from './shapeRegistry.ts';

interface Outline {
  readonly rings: readonly (readonly number[])[];
  readonly fewest: number;
  /** As their handles are named, up to the number of the vertex. */
  readonly prefix: (ring: number) => string;
  readonly rebuild: (rings: readonly (readonly number[])[]) => Shape;
}

function outlineOf(shape: Shape): Outline | null {
  if (shape.kind === 'polygon')
    return {
      rings: shape.rings,
      fewest: 3,
      prefix: (ring) => `vertex ${ring} `,
      rebuild: (rings) => ({ ...shape, rings }),
    };
  if (shape.kind === 'polyline')
    return {
      rings: [shape.points],
      fewest: 2,
      prefix: () => 'vertex ',
      rebuild: ([points = shape.points]) => ({ ...shape, points }),
    };
  if (shape.kind === 'keypoints')
    return {
      rings: [shape.joints.flatMap(({ x, y }) => [x, y])],
      fewest: 1,
      prefix: () => 'vertex ',
      rebuild: ([places = []]) => ({
        ...shape,
        joints: shape.joints.map((joint, at) => ({
          ...joint,
          x: places[2 * at] ?? joint.x,
          y: places[2 * at + 1] ?? joint.y,
        })),
      }),
    };
  return null;
}

/** Whether its vertices can be taken several at a time. */
export const hasVertices = ({ kind }: Shape): boolean =>
  kind === 'polygon' || kind === 'polyline' || kind === 'keypoints';

/** While it stays the same, a name means the same vertex. */
export function vertexLayout(shape: Shape): string {
  return `${shape.kind} ${
    outlineOf(shape)
      ?.rings.map(({ length }) => length)
      .join(' ') ?? ''
  }`;
}

/** Moved together; they stop together at the border, and keep their places to each other. */
export function moveVertices(
  shape: Shape,
  ids: ReadonlySet<string>,
  dx: number,
  dy: number,
  { width, height }: Size,
): Shape {
  const outline = outlineOf(shape);
  if (!outline) return shape;
  const isChosen = (ring: number, at: number): boolean => ids.has(outline.prefix(ring) + Math.floor(at / 2));
  const chosen = outline.rings.flatMap((ring, index) => ring.filter((_, at) => isChosen(index, at)));
  if (chosen.length === 0) return shape;
  const [x, y, across, down] = pointsBounds(chosen);
  const [right, below] = [stopAtBorder(dx, x, across, width), stopAtBorder(dy, y, down, height)];
  return outline.rebuild(
    outline.rings.map((ring, index) =>
      ring.map((value, at) => (isChosen(index, at) ? value + (at % 2 === 0 ? right : below) : value)),
    ),
  );
}

/**
 * Without some of its vertices. A hole that would be no area any more goes as a whole; null when the outline, or the
 * line, can't do without them. Joints are not labeled any more, unless none would be.
 */
export function dropVertices(shape: Shape, ids: ReadonlySet<string>): Shape | null {
  if (shape.kind === 'keypoints') return setVisibility(shape, (_, at) => ids.has(`vertex ${at}`), 'unlabeled');
  const outline = outlineOf(shape);
  if (!outline) return null;
  const left = outline.rings.map((ring, index) =>
    ring.filter((_, at) => !ids.has(outline.prefix(index) + Math.floor(at / 2))),
  );
  const isEnough = (ring: readonly number[]): boolean => ring.length / 2 >= outline.fewest;
  const [outer, ...holes] = left;
  return outer && isEnough(outer) ? outline.rebuild([outer, ...holes.filter(isEnough)]) : null;
}

/** The two vertices of an edge. */
export function edgeVertices(shape: Shape, edgeId: string): string[] {
  const outline = outlineOf(shape);
  const numbers = edgeId.split(' ').slice(1).map(Number);
  const at = numbers.at(-1) ?? 0;
  const ring = shape.kind === 'polygon' ? (numbers[0] ?? 0) : 0;
  if (!outline) return [];
  const count = (outline.rings[ring]?.length ?? 0) / 2;
  return [at, (at + 1) % count].map((vertex) => outline.prefix(ring) + vertex);
}
