import { clampPoint } from '../../../geometry/border.ts';
import { orientedFrom } from '../../../geometry/oriented.ts';
import type { Oriented } from '../../../geometry/oriented.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { Tool, ToolPort } from '../../tool.ts';

/** Smaller than this, in image pixels, it was a slip of the hand. */
const smallestPx = 2;

/** Three clicks: along one edge, then to the opposite one. The edge can be dragged, too. */
export function createRotatedBoxTool(port: ToolPort): Tool {
  let first: ImagePoint | null = null;
  let second: ImagePoint | null = null;
  let isDown = false;

  const isLarge = ({ size: [width, height] }: Oriented): boolean => width >= smallestPx && height >= smallestPx;
  const isFar = (a: ImagePoint, b: ImagePoint): boolean => Math.hypot(a.x - b.x, a.y - b.y) > port.reachPx() / 2;

  function clear(): boolean {
    const hadGesture = first !== null;
    [first, second, isDown] = [null, null, false];
    port.draft(null);
    return hadGesture;
  }

  function show(point: ImagePoint): void {
    if (!first) return;
    if (second) port.draft({ kind: 'shape', shape: { kind: 'rotatedBox', ...orientedFrom(first, second, point) } });
    else port.draft({ kind: 'path', points: [first.x, first.y, point.x, point.y], closes: false });
  }

  return {
    cursor: 'crosshair',
    pointerDown(input) {
      const point = clampPoint(input.point, port.image);
      if (first && second) {
        const shape = orientedFrom(first, second, point);
        clear();
        if (isLarge(shape)) port.create({ kind: 'rotatedBox', ...shape });
        return;
      }
      if (!first) {
        first = point;
        isDown = true;
      } else if (isFar(first, point)) second = point;
      show(point);
    },
    pointerMove: ({ point }) => show(clampPoint(point, port.image)),
    pointerUp(input) {
      const point = clampPoint(input.point, port.image);
      if (isDown && first && isFar(first, point)) second = point;
      isDown = false;
      show(point);
    },
    cancel: clear,
    back() {
      if (!first) return false;
      if (second) second = null;
      else clear();
      return true;
    },
  };
}
