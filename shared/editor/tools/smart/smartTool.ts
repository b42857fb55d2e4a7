import type { Area } from '../../../geometry/areas.ts';
import { clampPoint } from '../../../geometry/border.ts';
import { boxBetween, containsPoint, uniteBoxes } from '../../../geometry/boxes.ts';
import type { Box } from '../../../geometry/boxes.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { SmartPoint } from '../../../geometry/smartPrompt.ts';
import type { PointerInput, Tool, ToolPort } from '../../tool.ts';

/** Smaller than this, in image pixels, it was a slip of the hand. */
const smallestPx = 3;

/**
 * A box around an object, by dragging or by two clicks, and what is found in it at once. Clicks then say what else is part of it,
 * with Alt what isn't. Kept by finishing it, or by a second click at the same place. Whoever finds objects without a box shows what is
 * under the pointer, and a click takes it.
 */
export function createSmartTool(port: ToolPort): Tool {
  /** The first of two clicks. */
  let corner: ImagePoint | null = null;
  let press: (PointerInput & { isDrag: boolean }) | null = null;
  let box: Box | null = null;
  let points: readonly SmartPoint[] = [];
  let area: Area = [];
  let lastClick: ImagePoint | null = null;
  let isEnding = false;
  /** Counts prompts; an answer shows unless one to a later prompt does. */
  let [asked, answered] = [0, 0];

  const isNear = (a: ImagePoint, b: ImagePoint, reach: number): boolean =>
    Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) <= reach;
  const isLarge = ([, , width, height]: Box): boolean => width >= smallestPx && height >= smallestPx;

  const isIdle = (): boolean => box === null && corner === null && press === null && points.length === 0;

  const show = (): void =>
    port.draft(
      box || points.length > 0 || area.length > 0
        ? { kind: 'smart', box, points, area, isPending: answered < asked }
        : null,
    );

  function clear(): boolean {
    const hadGesture = !isIdle();
    [corner, press, box, lastClick, points, area, isEnding] = [null, null, null, null, [], [], false];
    answered = asked;
    port.draft(null);
    return hadGesture;
  }

  function keep(): void {
    const found = area;
    clear();
    if (found.length > 0) port.keepObject(found);
  }

  function ask(): void {
    if (!box && points.length === 0) return;
    asked += 1;
    show();
    const own = asked;
    void port.segment({ box, points }).then((found) => {
      if (own <= answered) return;
      if (found !== null) {
        answered = own;
        area = found;
        show();
      }
      if (isEnding && own === asked) keep();
    });
  }

  function setBox(next: Box): void {
    if (box?.every((side, at) => side === next[at])) return;
    [box, points, isEnding] = [next, [], false];
    ask();
  }

  /** Where a box would reach to from where it was begun. */
  function stretch(point: ImagePoint): void {
    const from = press?.isDrag ? press.point : corner;
    if (!from) return;
    const next = boxBetween(from, point, port.image);
    if (isLarge(next)) setBox(next);
  }

  /** What a click would take. */
  function hover(point: ImagePoint): void {
    asked += 1;
    const own = asked;
    void port
      .segment({ box: null, points: [{ point: clampPoint(point, port.image), isInside: true }] })
      .then((found) => {
        if (own <= answered || found === null || !isIdle()) return;
        answered = own;
        area = found;
        show();
      });
  }

  function addPoint({ point, alt }: PointerInput): void {
    const at = clampPoint(point, port.image);
    // Taken away from nothing, nothing is left.
    if (!box && alt && points.length === 0) return;
    if (box && !containsPoint(box, at)) {
      // What isn't in the box is no part of it anyway.
      if (alt) return;
      const reach = port.reachPx();
      const around = boxBetween(
        { ...at, x: at.x - reach, y: at.y - reach },
        { ...at, x: at.x + reach, y: at.y + reach },
        port.image,
      );
      box = uniteBoxes(box, around);
    }
    points = [...points, { point: at, isInside: !alt }];
    ask();
  }

  function click(input: PointerInput): void {
    const isSecond = lastClick !== null && !input.alt && isNear(input.point, lastClick, port.reachPx() / 3);
    lastClick = input.point;
    if (corner) {
      stretch(input.point);
      // A double click where nothing is yet stays the first corner.
      if (box) corner = null;
    } else if (!box && points.length === 0 && !port.takesPoints()) corner = input.point;
    else if (isSecond) finish();
    else addPoint(input);
  }

  function finish(): boolean {
    if ((!box && points.length === 0) || corner) return false;
    if (answered === asked) keep();
    else isEnding = true;
    return true;
  }

  return {
    cursor: 'crosshair',
    pointerDown(input) {
      if (!isEnding) press = { ...input, isDrag: false };
    },
    pointerMove({ point }) {
      // A click that shakes is no new box.
      const reach = box && !corner ? port.reachPx() : port.reachPx() / 2;
      if (press && !press.isDrag && !isNear(point, press.point, reach)) {
        press.isDrag = true;
        corner = null;
      }
      stretch(point);
      if (isIdle() && port.takesPoints()) hover(point);
    },
    pointerUp(input) {
      const begun = press;
      if (!begun) return;
      if (begun.isDrag) stretch(input.point);
      press = null;
      if (begun.isDrag) lastClick = input.point;
      else click(begun);
    },
    cancel: clear,
    finish,
    back() {
      isEnding = false;
      if (points.length === 0) return clear();
      points = points.slice(0, -1);
      if (!box && points.length === 0) {
        clear();
        return true;
      }
      lastClick = null;
      ask();
      return true;
    },
  };
}
