import type { Area } from '../../../geometry/areas.ts';
import { partIndex } from '../../../geometry/photoPart.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import { mostTolerance, reachedArea, reachMap } from '../../../geometry/wand.ts';
import type { ReachMap } from '../../../geometry/wand.ts';
import type { Tool, ToolPort } from '../../tool.ts';

/** The hand goes so far on the screen for one more step of tolerance. */
const pxPerStep = 2;
/** A hand that only clicks shakes by less. */
const shakePx = 4;

interface Press {
  readonly map: ReachMap;
  readonly from: ImagePoint;
  readonly tolerance: number;
  readonly operation: 'merge' | 'subtract';
  readonly isFilled: boolean;
}

/**
 * Takes what is coloured like the place under the pointer and connected with it. Dragging right or up takes more, left or
 * down less. Alt takes it away from what is selected, Shift fills its holes.
 */
export function createWandTool(port: ToolPort): Tool {
  let press: Press | null = null;
  let area: Area = [];

  function show({ map, operation, isFilled }: Press): void {
    area = reachedArea(map, port.tolerance(), isFilled);
    port.draft({ kind: 'area', area, erases: operation === 'subtract' });
  }

  function clear(): boolean {
    const hadGesture = press !== null;
    press = null;
    port.draft(null);
    return hadGesture;
  }

  return {
    cursor: 'crosshair',
    pointerDown({ point, alt, shift }) {
      const part = port.pixels();
      const seed = part ? partIndex(part, point) : -1;
      if (!part || seed < 0) return;
      press = {
        map: reachMap(part, seed),
        from: point,
        tolerance: port.tolerance(),
        operation: alt ? 'subtract' : 'merge',
        isFilled: shift,
      };
      show(press);
    },
    pointerMove({ point }) {
      if (!press) return;
      const [right, down] = port.screenWay(press.from, point);
      const way = right - down;
      const beyond = Math.sign(way) * Math.max(0, Math.abs(way) - shakePx);
      const wanted = Math.round(press.tolerance + beyond / pxPerStep);
      const tolerance = Math.min(mostTolerance - 1, Math.max(0, wanted));
      if (tolerance === port.tolerance()) return;
      port.setTolerance(tolerance);
      show(press);
    },
    pointerUp() {
      if (!press) return;
      const { operation } = press;
      clear();
      port.paint(area, operation);
    },
    cancel() {
      // What was tried and given up isn't what the next press should take.
      if (press) port.setTolerance(press.tolerance);
      return clear();
    },
  };
}
