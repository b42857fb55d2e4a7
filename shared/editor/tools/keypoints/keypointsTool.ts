import { boxBetween } from '../../../geometry/boxes.ts';
import { clampPoint } from '../../../geometry/border.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import { completeJoints, fillBox } from '../../../model/placeJoints.ts';
import type { Skeleton } from '../../../model/skeleton.ts';
import type { PlacedJoint } from '../../../shapes/keypoints/keypoints.ts';
import { keypointsGeometry } from '../../../shapes/keypoints/keypointsGeometry.ts';
import type { EditableShape, Tool, ToolPort } from '../../tool.ts';
import { findHandle } from '../select/findHandle.ts';
import { toggleJoints } from './toggleJoints.ts';

/**
 * Draws the skeleton of the class: a click for each joint in its order, with Shift an occluded one; the last joint ends
 * it, and so does a second click at the same place. A box that is dragged is filled with all joints at once. Joints of
 * the skeleton that is selected, as the one just drawn is, are pulled.
 */
export function createKeypointsTool(port: ToolPort): Tool {
  let skeleton: Skeleton | null = null;
  /** What was said about the first joints, in order; null: skipped. */
  let steps: (PlacedJoint | null)[] = [];
  let isOccluded = false;
  let pressed: ImagePoint | null = null;
  let pulled: { readonly target: EditableShape; readonly handleId: string } | null = null;
  let pointer: ImagePoint | null = null;

  const isFar = (from: ImagePoint, to: ImagePoint): boolean =>
    Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) > port.reachPx();
  const labeled = (): PlacedJoint[] => steps.filter((step) => step !== null);
  const next = () => skeleton?.joints[steps.length] ?? null;

  function show(): void {
    if (!skeleton || (steps.length === 0 && !isOccluded && !pressed)) return port.draft(null);
    if (pressed && pointer && steps.length === 0 && isFar(pressed, pointer)) {
      const { joints } = fillBox(skeleton, boxBetween(pressed, pointer, port.image), port.image);
      return port.draft({ kind: 'joints', skeleton, joints, next: null, isOccluded: false });
    }
    const joint = next();
    const at = pointer && clampPoint(pointer, port.image);
    const place = at ? { x: at.x, y: at.y } : null;
    port.draft({ kind: 'joints', skeleton, joints: labeled(), next: joint && { joint, place }, isOccluded });
  }

  function clear(): boolean {
    const hadGesture = steps.length > 0 || isOccluded || pressed !== null || pulled !== null;
    [steps, isOccluded, pressed, pulled] = [[], false, null, null];
    port.draft(null);
    port.preview(null);
    return hadGesture;
  }

  function finish(): boolean {
    const [drawn, of] = [labeled(), skeleton];
    if (!clear()) return false;
    if (of && drawn.length > 0) port.create({ kind: 'keypoints', joints: completeJoints(of, drawn, port.image) });
    return true;
  }

  /** The skeleton that counts now; what was drawn of another one is given up. */
  function begin(): Skeleton | null {
    const current = port.skeleton();
    if (current !== skeleton && steps.length > 0) clear();
    skeleton = current;
    return skeleton;
  }

  function say(step: PlacedJoint | null): void {
    steps.push(step);
    isOccluded = false;
    if (next()) show();
    else finish();
  }

  const pulledTo = (point: ImagePoint): ReadonlyMap<string, EditableShape['shape']> => {
    const shape = pulled?.target.shape;
    if (!pulled || shape?.kind !== 'keypoints') return new Map();
    return new Map([[pulled.target.id, keypointsGeometry.pull(shape, pulled.handleId, point, port.image)]]);
  };

  return {
    cursor: 'crosshair',
    pointerDown({ point, shift }) {
      if (!begin()) return;
      pointer = point;
      const [target, ...others] = port.selected();
      if (steps.length === 0 && target?.shape.kind === 'keypoints' && others.length === 0) {
        const handle = findHandle(target.shape, point, port.reachPx());
        if (handle) {
          pulled = { target, handleId: handle.id };
          return;
        }
      }
      const last = steps.at(-1);
      const { x, y } = clampPoint(point, port.image);
      if (last?.x === x && last.y === y) {
        finish();
        return;
      }
      if (shift) isOccluded = true;
      pressed = point;
      show();
    },
    pointerMove({ point }) {
      pointer = point;
      if (pulled) port.preview(pulledTo(point));
      else if (begin()) show();
    },
    pointerUp({ point }) {
      pointer = point;
      if (pulled) {
        const shapes = pulledTo(point);
        pulled = null;
        port.preview(null);
        port.reshape(shapes);
        return;
      }
      if (!pressed || !skeleton) return;
      const [from, joint] = [pressed, next()];
      pressed = null;
      if (steps.length === 0 && isFar(from, point)) {
        const shape = fillBox(skeleton, boxBetween(from, point, port.image), port.image);
        clear();
        port.create(shape);
        return;
      }
      const { x, y } = clampPoint(point, port.image);
      if (joint) say({ id: joint.id, visibility: isOccluded ? 'occluded' : 'visible', x, y });
    },
    cancel: clear,
    finish: () => finish(),
    back() {
      if (steps.length === 0) return false;
      steps.pop();
      isOccluded = false;
      show();
      return true;
    },
    skipJoint() {
      if (!begin()) return false;
      say(null);
      return true;
    },
    toggleVisibility() {
      if (steps.length === 0 && toggleJoints(port, pointer)) return true;
      if (!begin()) return false;
      isOccluded = !isOccluded;
      show();
      return true;
    },
  };
}
