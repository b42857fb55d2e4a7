import { boxBetween, containsPoint } from '../../../geometry/boxes.ts';
import type { Box } from '../../../geometry/boxes.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { ShapeHandle } from '../../../shapes/shapeGeometry.ts';
import { geometryOf } from '../../../shapes/shapeRegistry.ts';
import type { Shape } from '../../../shapes/shapeRegistry.ts';
import { dropVertices, edgeVertices, hasVertices, moveVertices } from '../../../shapes/vertices.ts';
import type { EditableShape, Tool, ToolPort } from '../../tool.ts';
import { toggleJoints } from '../keypoints/toggleJoints.ts';
import { findHandle } from './findHandle.ts';

type Gesture =
  | { readonly kind: 'move'; readonly from: ImagePoint; readonly shapes: readonly EditableShape[] }
  | { readonly kind: 'marquee'; readonly from: ImagePoint; readonly kept: readonly string[] }
  | {
      readonly kind: 'frame';
      readonly from: ImagePoint;
      readonly target: EditableShape;
      readonly kept: readonly string[];
    }
  | {
      readonly kind: 'vertices';
      readonly from: ImagePoint;
      readonly target: EditableShape;
      readonly ids: ReadonlySet<string>;
    }
  | { readonly kind: 'pull'; readonly handle: ShapeHandle; readonly target: EditableShape };

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
 * Selects, moves and pulls at handles; with Alt a vertex is taken out. What is grouped is selected together; with Alt alone. A drag that begins beside all shapes selects what
 * lies wholly inside it; with Shift it adds. With Ctrl the vertices of one selected shape are meant: a click chooses one
 * more or one less, a drag those it goes around, and the middle of an edge slides the edge.
 */
export function createSelectTool(port: ToolPort): Tool {
  let gesture: Gesture | null = null;
  let result: ReadonlyMap<string, Shape> | null = null;
  let pointer: ImagePoint | null = null;

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
    if (gesture?.kind === 'vertices') {
      const { from, target, ids } = gesture;
      const [dx, dy] = [point.x - from.x, point.y - from.y];
      return new Map([[target.id, moveVertices(target.shape, ids, dx, dy, port.image)]]);
    }
    return new Map();
  }

  function chooseOrSlide(target: EditableShape, point: ImagePoint): void {
    const handle = findHandle(target.shape, point, port.reachPx());
    const chosen = port.vertices();
    if (handle?.kind === 'vertex') {
      const { id } = handle;
      port.chooseVertices(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
    } else if (handle?.kind === 'edge') {
      const ids = new Set(edgeVertices(target.shape, handle.id));
      gesture = { kind: 'vertices', from: handle.point, target, ids };
    } else gesture = { kind: 'frame', from: point, target, kept: chosen };
  }

  function framed({ from, target, kept }: Extract<Gesture, { kind: 'frame' }>, point: ImagePoint): void {
    const box = boxBetween(from, point, port.image);
    const inside = geometryOf(target.shape)
      .handles(target.shape)
      .filter((one) => one.kind === 'vertex' && containsPoint(box, one.point, 0));
    port.draft({ kind: 'marquee', box });
    port.chooseVertices([...new Set([...kept, ...inside.map(({ id }) => id)])]);
  }

  /** The one selected shape, when some of its vertices are chosen. */
  function chosenOf(): { readonly target: EditableShape; readonly ids: ReadonlySet<string> } | null {
    const [target, ...others] = port.selected();
    const ids = port.vertices();
    return target && others.length === 0 && ids.length > 0 ? { target, ids: new Set(ids) } : null;
  }

  function press(target: EditableShape, handle: ShapeHandle, alt: boolean): void {
    const { id, shape } = target;
    const chosen = port.vertices();
    if (!alt && chosen.includes(handle.id)) {
      gesture = { kind: 'vertices', from: handle.point, target, ids: new Set(chosen) };
      return;
    }
    port.chooseVertices([]);
    if (!alt) {
      gesture = { kind: 'pull', handle, target };
      return;
    }
    const without = geometryOf(shape).dropVertex(shape, handle.id);
    if (without) port.reshape(new Map([[id, without]]));
  }

  return {
    cursor: 'default',
    pointerDown({ point, shift, alt, ctrl = false }) {
      const selected = port.selected();
      const [only, ...others] = selected;
      if (ctrl && only && others.length === 0 && hasVertices(only.shape)) {
        chooseOrSlide(only, point);
        return;
      }
      const handle = only && others.length === 0 ? findHandle(only.shape, point, port.reachPx()) : null;
      if (only && handle) {
        press(only, handle, alt);
        return;
      }
      port.chooseVertices([]);
      const hit = findShapeAt(port, point, port.reachPx());
      if (!hit) {
        gesture = { kind: 'marquee', from: point, kept: shift ? port.selection() : [] };
        if (!shift) port.select([]);
        return;
      }
      const isSelected = port.selection().includes(hit.id);
      const meant = alt ? [hit.id] : port.groupOf(hit.id);
      if (shift) {
        const others = port.selection().filter((id) => !meant.includes(id));
        port.select(isSelected ? others : [...others, ...meant]);
        return;
      }
      if (!isSelected || alt) port.select(meant);
      gesture = { kind: 'move', from: point, shapes: port.selected() };
    },
    pointerMove({ point }) {
      pointer = point;
      if (!gesture) return;
      if (gesture.kind === 'frame') {
        framed(gesture, point);
        return;
      }
      if (gesture.kind === 'marquee') {
        const box = boxBetween(gesture.from, point, port.image);
        const inside = port.near(box).filter(({ shape }) => isWithin(geometryOf(shape).bounds(shape), box));
        port.draft({ kind: 'marquee', box });
        port.select([...new Set([...gesture.kept, ...inside.flatMap(({ id }) => port.groupOf(id))])]);
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
      const hadGesture = gesture !== null || port.vertices().length > 0;
      port.chooseVertices([]);
      gesture = null;
      result = null;
      port.draft(null);
      port.preview(null);
      return hadGesture;
    },
    nudge(dx, dy) {
      const chosen = chosenOf();
      if (!chosen) return false;
      const { target, ids } = chosen;
      port.reshape(new Map([[target.id, moveVertices(target.shape, ids, dx, dy, port.image)]]));
      return true;
    },
    toggleVisibility: () => toggleJoints(port, pointer),
    drop() {
      const chosen = chosenOf();
      if (!chosen) return false;
      const without = dropVertices(chosen.target.shape, chosen.ids);
      if (without) {
        port.chooseVertices([]);
        port.reshape(new Map([[chosen.target.id, without]]));
      }
      return true;
    },
  };
}
