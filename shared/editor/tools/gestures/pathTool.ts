import { imagePoint } from '../../../geometry/points.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import { clampPoint } from '../../../geometry/border.ts';
import type { PointerInput, Tool, ToolPort } from '../../tool.ts';
import { followBorder } from './followBorder.ts';

interface PathKind {
  /** An outline: it ends on its first point, too. */
  readonly isClosed: boolean;
  readonly fewestPoints: number;
  /** It may follow the borders of others. */
  readonly canFollow?: true;
  /** Takes what was drawn, `[x0, y0, x1, y1, ...]`. */
  readonly finish: (points: readonly number[]) => void;
}

/**
 * Draws point by point; the line follows the hand while it drags. It ends on a second click at its last point, or by
 * `finish`, and the tool stays armed for the next.
 */
export function createPathTool(port: ToolPort, { isClosed, fewestPoints, canFollow, finish: take }: PathKind): Tool {
  let points: number[] = [];
  let isDown = false;
  /** Where the pointer is: what the next point would be. */
  let pointer: ImagePoint | null = null;
  /** How the pointer was moved there last, for whoever follows a border. */
  let latest: PointerInput | null = null;
  let isOther = false;

  const count = (): number => points.length / 2;
  const pointAt = (index: number): ImagePoint => imagePoint(points[2 * index] ?? NaN, points[2 * index + 1] ?? NaN);
  const isNear = (a: ImagePoint, b: ImagePoint): boolean =>
    Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) <= port.reachPx();
  const isClosing = (point: ImagePoint): boolean => isClosed && count() >= fewestPoints && isNear(point, pointAt(0));

  function add(point: ImagePoint): void {
    const { x, y } = clampPoint(point, port.image);
    points.push(x, y);
  }

  /** Along a border to where the pointer is; null: it follows none. */
  function wayOn(input: PointerInput | null): readonly number[] | null {
    if (!canFollow || !input || !(input.ctrl || port.followsBorders())) return null;
    return followBorder(port, count() > 0 ? pointAt(count() - 1) : null, input.point, isOther);
  }

  /** Takes the way over; back at the first point, it closes. */
  function follow(way: readonly number[]): void {
    const isBack = count() >= 1 && way.at(-2) === points[0] && way.at(-1) === points[1];
    points.push(...(isBack ? way.slice(0, -2) : way));
    isOther = false;
    if (isBack && count() >= fewestPoints) finish();
    else show();
  }

  function show(): void {
    if (points.length === 0) return port.draft(null);
    const way = isDown ? null : wayOn(latest);
    const closes = !way && pointer !== null && isClosing(pointer);
    const next = way ?? (pointer === null || isDown ? [] : closes ? points.slice(0, 2) : [pointer.x, pointer.y]);
    port.draft({ kind: 'path', points: [...points, ...next], closes });
  }

  function clear(): boolean {
    const hadGesture = points.length > 0;
    points = [];
    isDown = false;
    isOther = false;
    port.draft(null);
    return hadGesture;
  }

  function finish(): boolean {
    const drawn = points;
    if (!clear()) return false;
    if (drawn.length / 2 >= fewestPoints) take(drawn);
    return true;
  }

  return {
    cursor: 'crosshair',
    pointerDown(input) {
      const { point } = input;
      pointer = point;
      latest = input;
      const way = wayOn(input);
      if (way) {
        follow(way);
        return;
      }
      if (isClosing(point) || (count() >= fewestPoints && isNear(point, pointAt(count() - 1)))) {
        finish();
        return;
      }
      // The second half of a double click adds nothing.
      if (count() === 0 || !isNear(point, pointAt(count() - 1))) add(point);
      isDown = true;
      show();
    },
    pointerMove(input) {
      const { point } = input;
      pointer = point;
      latest = input;
      if (isDown && !isNear(point, pointAt(count() - 1)) && !isClosing(point)) add(point);
      show();
    },
    pointerUp({ point }) {
      const wasDown = isDown;
      isDown = false;
      pointer = point;
      // A line drawn back to where it began is an outline; a click there is only the first point.
      if (wasDown && isClosing(point) && count() > fewestPoints) finish();
      else show();
    },
    cancel: clear,
    finish,
    flip() {
      if (!wayOn(latest)) return false;
      isOther = !isOther;
      show();
      return true;
    },
    back() {
      if (points.length === 0) return false;
      points = points.slice(0, -2);
      show();
      return true;
    },
  };
}
