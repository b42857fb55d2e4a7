import { containsPoint, handlePoint, handles, moveBox, resizeBox } from '../../../geometry/boxes.ts';
import type { Box, Handle } from '../../../geometry/boxes.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { EditableBox, Tool, ToolPort } from '../../tool.ts';

type Gesture =
  | { readonly kind: 'move'; readonly from: ImagePoint; readonly boxes: readonly EditableBox[] }
  | { readonly kind: 'resize'; readonly handle: Handle; readonly target: EditableBox };

/** The handle of a box under a point, or null. */
export function findHandle(box: Box, point: ImagePoint, reachPx: number): Handle | null {
  const near = (handle: Handle): boolean => {
    const at = handlePoint(box, handle);
    return Math.abs(at.x - point.x) <= reachPx && Math.abs(at.y - point.y) <= reachPx;
  };
  return handles.find(near) ?? null;
}

/** The box under a point: of several the smallest, so that what lies inside another can be reached. */
export function findBoxAt(boxes: readonly EditableBox[], point: ImagePoint, reachPx: number): EditableBox | null {
  const hit = boxes.filter(({ box }) => containsPoint(box, point, reachPx / 2));
  return hit.sort((a, b) => a.box[2] * a.box[3] - b.box[2] * b.box[3])[0] ?? null;
}

/** Selects, moves and resizes. */
export function createSelectTool(port: ToolPort): Tool {
  let gesture: Gesture | null = null;
  let result: ReadonlyMap<string, Box> | null = null;

  function boxesAfter(point: ImagePoint): ReadonlyMap<string, Box> {
    if (gesture?.kind === 'resize') {
      return new Map([[gesture.target.id, resizeBox(gesture.target.box, gesture.handle, point, port.image)]]);
    }
    if (gesture?.kind === 'move') {
      const { from, boxes } = gesture;
      return new Map(boxes.map(({ id, box }) => [id, moveBox(box, point.x - from.x, point.y - from.y, port.image)]));
    }
    return new Map();
  }

  return {
    id: 'select',
    cursor: 'default',
    pointerDown({ point, shift }) {
      const boxes = port.boxes();
      const selected = boxes.filter(({ id }) => port.selection().includes(id));
      const [only, ...others] = selected;
      const handle = only && others.length === 0 ? findHandle(only.box, point, port.reachPx()) : null;
      if (only && handle) {
        gesture = { kind: 'resize', handle, target: only };
        return;
      }
      const hit = findBoxAt(boxes, point, port.reachPx());
      if (!hit) {
        if (!shift) port.select([]);
        return;
      }
      const isSelected = port.selection().includes(hit.id);
      if (shift) {
        port.select(isSelected ? port.selection().filter((id) => id !== hit.id) : [...port.selection(), hit.id]);
        return;
      }
      if (!isSelected) port.select([hit.id]);
      gesture = { kind: 'move', from: point, boxes: isSelected ? selected : [hit] };
    },
    pointerMove({ point }) {
      if (!gesture) return;
      result = boxesAfter(point);
      port.preview(result);
    },
    pointerUp() {
      const done = result;
      gesture = null;
      result = null;
      port.preview(null);
      if (done) port.reshape(done);
    },
    cancel() {
      const hadGesture = gesture !== null;
      gesture = null;
      result = null;
      port.preview(null);
      return hadGesture;
    },
  };
}
