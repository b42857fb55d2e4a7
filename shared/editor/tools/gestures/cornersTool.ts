import { boxBetween } from '../../../geometry/boxes.ts';
import type { Box } from '../../../geometry/boxes.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { Shape } from '../../../shapes/shapeRegistry.ts';
import type { Tool, ToolPort } from '../../tool.ts';

/** Smaller than this, in image pixels, it was a slip of the hand. */
const smallestPx = 2;

/** Draws from corner to corner, by dragging or by two clicks; stays armed for the next one. */
export function createCornersTool(port: ToolPort, toShape: (box: Box) => Shape): Tool {
  let first: ImagePoint | null = null;
  /** Down: the first corner is being dragged from. Up: it was a click, the second click ends the box. */
  let isDown = false;

  const boxTo = (point: ImagePoint): Box | null => first && boxBetween(first, point, port.image);
  const isLarge = (box: Box): boolean => box[2] >= smallestPx && box[3] >= smallestPx;
  function finish(point: ImagePoint): void {
    const box = boxTo(point);
    first = null;
    port.draft(null);
    if (box && isLarge(box)) port.create(toShape(box));
  }

  return {
    cursor: 'crosshair',
    pointerDown({ point }) {
      if (first && !isDown) {
        finish(point);
        return;
      }
      first = point;
      isDown = true;
    },
    pointerMove({ point }) {
      const box = boxTo(point);
      if (box) port.draft({ kind: 'shape', shape: toShape(box) });
    },
    pointerUp({ point }) {
      if (!isDown || !first) return;
      isDown = false;
      const movedPx = Math.max(Math.abs(point.x - first.x), Math.abs(point.y - first.y));
      if (movedPx > port.reachPx() / 2) finish(point);
    },
    cancel() {
      const hadGesture = first !== null;
      first = null;
      isDown = false;
      port.draft(null);
      return hadGesture;
    },
  };
}
