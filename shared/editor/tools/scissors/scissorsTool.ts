import { simplifyRing } from '../../../geometry/areas.ts';
import { clampPoint } from '../../../geometry/border.ts';
import { partScale } from '../../../geometry/photoPart.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import { signedArea } from '../../../geometry/rings.ts';
import type { EdgeWays, Tool, ToolPort } from '../../tool.ts';

/** Smaller than this, in square image pixels, it was a slip of the hand. */
const smallestArea = 2;

interface Anchor {
  /** On the edge, as soon as that is known. */
  point: ImagePoint;
  /** null: they aren't there yet. */
  ways: EdgeWays | null;
}

/** Half a pixel; where the photo is seen scaled down, half of what is seen. */
const looseness = (port: ToolPort): number => {
  const part = port.pixels();
  return Math.max(1, part ? partScale(part) : 1) / 2;
};

const pointsOf = ({ x, y }: ImagePoint): readonly number[] => [x, y];

/** The same way from its other end. */
function backwards(way: readonly number[]): number[] {
  const turned: number[] = [];
  for (let at = way.length - 2; at >= 0; at -= 2) turned.push(way[at] as number, way[at + 1] as number);
  return turned;
}

/** Clicks set anchors; between them, and from the last to the pointer, the outline follows the edges of what is seen. */
export function createScissorsTool(port: ToolPort): Tool {
  let anchors: Anchor[] = [];
  let pointer: ImagePoint | null = null;
  /** It was ended before the last ways were there. */
  let isEnding = false;

  const isNear = (a: ImagePoint, b: ImagePoint): boolean =>
    Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) <= port.reachPx();
  const isClosing = (point: ImagePoint): boolean =>
    anchors.length >= 3 && anchors[0] !== undefined && isNear(point, anchors[0].point);

  /** From an anchor to a point, both included: along edges where they are known, else straight. */
  const way = (from: Anchor, to: ImagePoint): readonly number[] =>
    from.ways?.to(to) ?? [...pointsOf(from.point), ...pointsOf(to)];

  const drawn = (): number[] =>
    anchors.flatMap((anchor, at) => {
      const next = anchors[at + 1];
      return next ? way(anchor, next.point) : pointsOf(anchor.point);
    });

  function show(): void {
    const last = anchors.at(-1);
    if (!last) return port.draft(null);
    const ahead = pointer && !isEnding ? way(last, pointer) : [];
    port.draft({
      kind: 'wire',
      points: [...drawn(), ...ahead],
      anchors: anchors.flatMap(({ point }) => pointsOf(point)),
      closes: pointer !== null && isClosing(pointer),
    });
  }

  function clear(): boolean {
    const hadGesture = anchors.length > 0;
    anchors = [];
    isEnding = false;
    port.draft(null);
    return hadGesture;
  }

  /** Back to the first anchor: along its own ways where the last one's don't get there. */
  function closingWay(first: Anchor, last: Anchor): readonly number[] {
    const own = last.ways?.to(first.point);
    const others = own ? null : first.ways?.to(last.point);
    return own ?? (others ? backwards(others) : []);
  }

  function endIfReady(): void {
    const [first, last] = [anchors[0], anchors.at(-1)];
    if (!isEnding || !first || !last || anchors.some(({ ways }) => ways === null)) return;
    const outline = [...drawn(), ...closingWay(first, last)];
    clear();
    const ring = simplifyRing(outline, looseness(port));
    if (Math.abs(signedArea(ring)) >= smallestArea) port.create({ kind: 'polygon', rings: [ring] });
  }

  function add(point: ImagePoint): void {
    const anchor: Anchor = { point: clampPoint(point, port.image), ways: null };
    anchors.push(anchor);
    void port.edgeWays(anchor.point).then((ways) => {
      if (!anchors.includes(anchor)) return;
      anchor.ways = ways;
      anchor.point = ways.from;
      show();
      endIfReady();
    });
  }

  function finish(): boolean {
    if (anchors.length === 0) return false;
    isEnding = true;
    show();
    endIfReady();
    return true;
  }

  return {
    cursor: 'crosshair',
    pointerDown({ point }) {
      if (isEnding) return;
      pointer = point;
      const last = anchors.at(-1);
      // The second half of a double click.
      const isDouble = last !== undefined && isNear(point, last.point);
      if (isClosing(point) || (isDouble && anchors.length >= 2)) finish();
      else if (!isDouble) {
        add(point);
        show();
      }
    },
    pointerMove({ point }) {
      pointer = point;
      if (anchors.length > 0) show();
    },
    pointerUp: () => undefined,
    cancel: clear,
    finish,
    back() {
      if (anchors.length === 0) return false;
      anchors = anchors.slice(0, -1);
      isEnding = false;
      show();
      return true;
    },
  };
}
