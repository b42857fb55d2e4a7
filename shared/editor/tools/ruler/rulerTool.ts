import { clampPoint } from '../../../geometry/border.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { Tool, ToolPort } from '../../tool.ts';

/** Measures from point to point, by dragging or by two clicks. What was measured is shown until the next, and kept nowhere. */
export function createRulerTool(port: ToolPort): Tool {
  let from: ImagePoint | null = null;
  let isDown = false;
  let isDone = false;

  function show(to: ImagePoint): void {
    if (from) port.draft({ kind: 'ruler', points: [from.x, from.y, to.x, to.y] });
  }

  function clear(): boolean {
    const hadGesture = from !== null;
    [from, isDown, isDone] = [null, false, false];
    port.draft(null);
    return hadGesture;
  }

  return {
    cursor: 'crosshair',
    pointerDown(input) {
      const point = clampPoint(input.point, port.image);
      if (from && !isDone) {
        isDone = true;
        show(point);
        return;
      }
      [from, isDown, isDone] = [point, true, false];
      show(point);
    },
    pointerMove({ point }) {
      if (!isDone) show(clampPoint(point, port.image));
    },
    pointerUp(input) {
      if (!isDown || !from) return;
      isDown = false;
      const point = clampPoint(input.point, port.image);
      // A click alone is the first of two.
      if (Math.hypot(point.x - from.x, point.y - from.y) > port.reachPx() / 2) isDone = true;
      show(point);
    },
    cancel: clear,
    back: clear,
  };
}
