import { clampPoint } from '../geometry/border.ts';
import { imagePoint } from '../geometry/points.ts';
import type { ImagePoint } from '../geometry/points.ts';
import type { Size } from '../geometry/viewTransform.ts';

/** Where the keyboard points, for whoever draws without a mouse. */
export interface KeyCursor {
  readonly point: ImagePoint;
  /** Steps that one press goes. */
  readonly speed: number;
  /** When it was moved last. Milliseconds. */
  readonly movedMs: number;
  /** A stroke has begun here and goes on until the next press of Enter. */
  readonly isDown: boolean;
}

/** Presses that follow each other so fast are a key that is held: keyboards repeat every 30 to 50 ms, after half a second. */
const heldMs = 120;
const growth = 1.15;
const fastest = 24;

export const restingCursor = (point: ImagePoint): KeyCursor => ({
  point,
  speed: 1,
  movedMs: -Infinity,
  isDown: false,
});

/**
 * One press of an arrow: a step when it is tapped, more and more of them while it is held.
 * @param direction of the step, for example `[1, 0]`, in image axes
 * @param stepPx length of a step in image pixels
 */
export function moveCursor(
  cursor: KeyCursor,
  [dx, dy]: readonly [number, number],
  { stepPx, nowMs, image }: { stepPx: number; nowMs: number; image: Size },
): KeyCursor {
  const isHeld = nowMs - cursor.movedMs < heldMs;
  const speed = isHeld ? Math.min(fastest, cursor.speed * growth) : 1;
  const length = stepPx * Math.round(speed);
  const { x, y } = cursor.point;
  return {
    ...cursor,
    point: clampPoint(imagePoint(x + dx * length, y + dy * length), image),
    speed,
    movedMs: nowMs,
  };
}
