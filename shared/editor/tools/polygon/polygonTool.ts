import { imagePoint } from '../../../geometry/points.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import { signedArea } from '../../../geometry/rings.ts';
import type { Tool, ToolPort } from '../../tool.ts';

/** Smaller than this, in square image pixels, it was a slip of the hand. */
const smallestArea = 2;

/**
 * Draws polygons point by point; the outline follows the hand while it drags. It ends on its first point, on a second
 * click at its last one, or by `finish`, and the tool stays armed for the next.
 */
export function createPolygonTool(port: ToolPort): Tool {
  let points: number[] = [];
  let isDown = false;
  /** Where the pointer is: what the next point would be. */
  let pointer: ImagePoint | null = null;

  const count = (): number => points.length / 2;
  const pointAt = (index: number): ImagePoint => imagePoint(points[2 * index] ?? NaN, points[2 * index + 1] ?? NaN);
  const isNear = (a: ImagePoint, b: ImagePoint): boolean =>
    Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) <= port.reachPx();
  const isClosing = (point: ImagePoint): boolean => count() >= 3 && isNear(point, pointAt(0));

  function add({ x, y }: ImagePoint): void {
    points.push(Math.min(port.image.width, Math.max(0, x)), Math.min(port.image.height, Math.max(0, y)));
  }

  function show(): void {
    if (points.length === 0) return port.draft(null);
    const closes = pointer !== null && isClosing(pointer);
    const next = pointer === null || isDown ? [] : closes ? points.slice(0, 2) : [pointer.x, pointer.y];
    port.draft({ kind: 'path', points: [...points, ...next], closes });
  }

  function clear(): boolean {
    const hadGesture = points.length > 0;
    points = [];
    isDown = false;
    port.draft(null);
    return hadGesture;
  }

  function finish(): boolean {
    const ring = points;
    if (!clear()) return false;
    if (ring.length >= 6 && Math.abs(signedArea(ring)) >= smallestArea) port.create({ kind: 'polygon', rings: [ring] });
    return true;
  }

  return {
    cursor: 'crosshair',
    pointerDown({ point }) {
      pointer = point;
      if (isClosing(point) || (count() >= 3 && isNear(point, pointAt(count() - 1)))) {
        finish();
        return;
      }
      // The second half of a double click adds nothing.
      if (count() === 0 || !isNear(point, pointAt(count() - 1))) add(point);
      isDown = true;
      show();
    },
    pointerMove({ point }) {
      pointer = point;
      if (isDown && !isNear(point, pointAt(count() - 1)) && !isClosing(point)) add(point);
      show();
    },
    pointerUp({ point }) {
      const wasDown = isDown;
      isDown = false;
      pointer = point;
      // A line drawn back to where it began is an outline; a click there is only the first point.
      if (wasDown && isClosing(point) && count() > 3) finish();
      else show();
    },
    cancel: clear,
    finish,
    back() {
      if (points.length === 0) return false;
      points = points.slice(0, -2);
      show();
      return true;
    },
  };
}
