import { clampPoint } from '../../../geometry/border.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import { pointsBounds } from '../../../geometry/rings.ts';
import type { Tool, ToolPort } from '../../tool.ts';

const clicks = 4;
/** Smaller than this, in image pixels, it was a slip of the hand. */
const smallestPx = 2;

/**
 * Four clicks on the outermost points of an object, in any order, give its box: faster than hitting corners where
 * nothing is (Papadopoulos et al., "Extreme clicking for efficient object annotation", ICCV 2017).
 */
export function createExtremeTool(port: ToolPort): Tool {
  let points: number[] = [];

  function show(pointer: ImagePoint | null): void {
    if (points.length === 0) return port.draft(null);
    const { x, y } = pointer ? clampPoint(pointer, port.image) : { x: points[0] ?? 0, y: points[1] ?? 0 };
    port.draft({ kind: 'extremes', points: [...points], box: pointsBounds([...points, x, y]) });
  }
  function clear(): boolean {
    const hadGesture = points.length > 0;
    points = [];
    port.draft(null);
    return hadGesture;
  }

  return {
    cursor: 'crosshair',
    pointerDown({ point }) {
      const { x, y } = clampPoint(point, port.image);
      points.push(x, y);
      if (points.length / 2 < clicks) {
        show(point);
        return;
      }
      const box = pointsBounds(points);
      clear();
      if (box[2] >= smallestPx && box[3] >= smallestPx) port.create({ kind: 'box', box });
    },
    pointerMove: ({ point }) => show(point),
    pointerUp: () => undefined,
    cancel: clear,
    back() {
      if (points.length === 0) return false;
      points = points.slice(0, -2);
      show(null);
      return true;
    },
  };
}
