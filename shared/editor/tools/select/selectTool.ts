import { boxBetween } from '../../../geometry/boxes.ts';
import type { Box } from '../../../geometry/boxes.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { ShapeHandle } from '../../../shapes/shapeGeometry.ts';
import { geometryOf } from '../../../shapes/shapeRegistry.ts';
import type { Shape } from '../../../shapes/shapeRegistry.ts';
import type { EditableShape, Tool, ToolPort } from '../../tool.ts';

type Gesture =
  | { readonly kind: 'move'; readonly from: ImagePoint; readonly shapes: readonly EditableShape[] }
  | { readonly kind: 'marquee'; readonly from: ImagePoint; readonly kept: readonly string[] }
  | { readonly kind: 'pull'; readonly handle: ShapeHandle; readonly target: EditableShape };

/** The handle of a shape under a point, or null: the nearest, and a vertex before the edge beside it. */
export function findHandle(shape: Shape, point: ImagePoint, reachPx: number): ShapeHandle | null {
  let best: ShapeHandle | null = null;
  let bestDistance = reachPx;
  for (const handle of geometryOf(shape).handles(shape)) {
    const distance = Math.max(Math.abs(handle.point.x - point.x), Math.abs(handle.point.y - point.y));
    if (distance < bestDistance || (distance === bestDistance && best === null)) {
      best = handle;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * The shape under a point: of several the smallest, so that what lies inside another can be reached; of equal ones the
 * topmost.
 */
export function findShapeAt(
  { near }: Pick<ToolPort, 'near'>,
  point: ImagePoint,
  reachPx: number,
): EditableShape | null {
  const box = [point.x - reachPx, point.y - reachPx, 2 * reachPx, 2 * reachPx] as const;
  const hit = near(box).filter(({ shape }) => geometryOf(shape).contains(shape, point, reachPx / 2));
  const areaOf = ({ shape }: EditableShape): number => geometryOf(shape).area(shape);
  return hit.reverse().sort((a, b) => areaOf(a) - areaOf(b))[0] ?? null;
}

const isWithin = (inner: Box | null, [x, y, width, height]: Box): boolean =>
  inner !== null &&
  inner[0] >= x &&
  inner[1] >= y &&
  inner[0] + inner[2] <= x + width &&
  inner[1] + inner[3] <= y + height;

/**
 * Selects, moves and pulls at handles; with Alt a vertex is taken out. A drag that begins beside all shapes selects what
 * lies wholly inside it; with Shift it adds.
 */
export function createSelectTool(port: ToolPort): Tool {
  let gesture: Gesture | null = null;
  let result: ReadonlyMap<string, Shape> | null = null;

  function shapesAfter(point: ImagePoint): ReadonlyMap<string, Shape> {
    if (gesture?.kind === 'pull') {
      const { target, handle } = gesture;
      const { id, shape } = target;
      return new Map([[id, geometryOf(shape).pull(shape, handle.id, point, port.image)]]);
    }
    if (gesture?.kind === 'move') {
      const { from, shapes } = gesture;
      const [dx, dy] = [point.x - from.x, point.y - from.y];
      return new Map(shapes.map(({ id, shape }) => [id, geometryOf(shape).move(shape, dx, dy, port.image)]));
    }
    return new Map();
  }

  function press(target: EditableShape, handle: ShapeHandle, alt: boolean): void {
    const { id, shape } = target;
    if (!alt) {
      gesture = { kind: 'pull', handle, target };
      return;
    }
    const without = geometryOf(shape).dropVertex(shape, handle.id);
    if (without) port.reshape(new Map([[id, without]]));
  }

  return {
    cursor: 'default',
    pointerDown({ point, shift, alt }) {
      const selected = port.selected();
      const [only, ...others] = selected;
      const handle = only && others.length === 0 ? findHandle(only.shape, point, port.reachPx()) : null;
      if (only && handle) {
        press(only, handle, alt);
        return;
      }
      const hit = findShapeAt(port, point, port.reachPx());
      if (!hit) {
        gesture = { kind: 'marquee', from: point, kept: shift ? port.selection() : [] };
        if (!shift) port.select([]);
        return;
      }
      const isSelected = port.selection().includes(hit.id);
      if (shift) {
        port.select(isSelected ? port.selection().filter((id) => id !== hit.id) : [...port.selection(), hit.id]);
        return;
      }
      if (!isSelected) port.select([hit.id]);
      gesture = { kind: 'move', from: point, shapes: isSelected ? selected : [hit] };
    },
    pointerMove({ point }) {
      if (!gesture) return;
      if (gesture.kind === 'marquee') {
        const box = boxBetween(gesture.from, point, port.image);
        const inside = port.near(box).filter(({ shape }) => isWithin(geometryOf(shape).bounds(shape), box));
        port.draft({ kind: 'marquee', box });
        port.select([...new Set([...gesture.kept, ...inside.map(({ id }) => id)])]);
        return;
      }
      result = shapesAfter(point);
      port.preview(result);
    },
    pointerUp() {
      const done = result;
      gesture = null;
      result = null;
      port.draft(null);
      port.preview(null);
      if (done) port.reshape(done);
    },
    cancel() {
      const hadGesture = gesture !== null;
      gesture = null;
      result = null;
      port.draft(null);
      port.preview(null);
      return hadGesture;
    },
  };
}
