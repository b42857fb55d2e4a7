import clipperLib from 'clipper-lib';
import type { ClipType, EndType, IntPoint, JoinType, Path, Paths, PolyNode } from 'clipper-lib';
import { assert } from '../base/assert.ts';
import { ringPoints, segmentDistance, signedArea } from './rings.ts';
import type { Ring } from './rings.ts';
import { imagePoint } from './points.ts';

/** A polygon's rings: the outline, then holes in it. */
export type Rings = readonly Ring[];

/** Polygons that don't overlap: what is left of one that was cut to pieces, for example. Image pixels. */
export type Area = readonly Rings[];

export type AreaOperation = 'merge' | 'subtract' | 'intersect';

/** Whole numbers make the clipping exact: coordinates come back rounded to a thousandth of a pixel. */
const perPixel = 1000;
/** Half the width of a cut: the pieces lie a five-hundredth of a pixel apart. */
const cutHalfPx = 0.001;
/** How far polygons may be from the curves they stand for. */
const curveErrorPx = 0.1;
/** Smaller pieces, in square pixels, are crumbs of rounding. */
const smallestArea = 0.05;
/** Measured: of a million random shapes on whole numbers some fifty need a second try, and none a third. */
const mostTries = 7;

const { ctUnion, ctDifference, ctIntersection } = clipperLib.ClipType;
const clipTypes: Readonly<Record<AreaOperation, ClipType>> = {
  merge: ctUnion,
  subtract: ctDifference,
  intersect: ctIntersection,
};

/** A ring or a line in the clipper's whole numbers. `shake`, in thousandths of a pixel, moves every point a little. */
const toPath = (points: readonly number[], shake = 0): Path =>
  Array.from(ringPoints(points), ([x, y], at) => ({
    X: Math.round(x * perPixel + shake * Math.sin(12.9 * at + shake)),
    Y: Math.round(y * perPixel + shake * Math.cos(39.4 * at + shake)),
  }));

const toPaths = (area: Area, shake: number): Paths => area.flatMap((rings) => rings.map((ring) => toPath(ring, shake)));

const toRing = (path: Path): Ring => path.flatMap(({ X, Y }: IntPoint) => [X / perPixel, Y / perPixel]);

const isCrumb = (node: PolyNode): boolean => Math.abs(signedArea(toRing(node.Contour()))) < smallestArea;

/** An outline's children are its holes; what lies in a hole is an outline again. */
function readTree(parent: PolyNode): Rings[] {
  return parent.Childs().flatMap((outline) => {
    if (isCrumb(outline)) return [];
    const holes = outline.Childs().filter((hole) => !isCrumb(hole));
    return [[outline, ...holes].map((node) => toRing(node.Contour())), ...holes.flatMap(readTree)];
  });
}

/** The clipper gives up on rare degenerate inputs, edges that lie on each other for example: shaken a little, they are none. */
function clip(type: ClipType, a: Area, b: Area): Area {
  for (let shake = 0; shake < mostTries; shake += 1) {
    const clipper = new clipperLib.Clipper();
    clipper.AddPaths(toPaths(a, shake), clipperLib.PolyType.ptSubject, true);
    clipper.AddPaths(toPaths(b, shake), clipperLib.PolyType.ptClip, true);
    const tree = new clipperLib.PolyTree();
    if (clipper.Execute(type, tree, clipperLib.PolyFillType.pftEvenOdd, clipperLib.PolyFillType.pftEvenOdd))
      return readTree(tree);
  }
  assert(false, `no way to clip ${JSON.stringify([a, b])}`);
}

/** A line as thick as twice `halfPx`; its rings go around it and, where it is a loop, around what the loop leaves free. */
function thicken(line: readonly number[], halfPx: number, join: JoinType, end: EndType): Rings {
  const offset = new clipperLib.ClipperOffset(2, curveErrorPx * perPixel);
  offset.AddPath(toPath(line), join, end);
  const paths: Paths = [];
  offset.Execute(paths, halfPx * perPixel);
  return paths.map(toRing);
}

/**
 * What two areas are together, what the first is without the second, or what they share (Vatti's clipping, as in Angus
 * Johnson's Clipper). Inside is even-odd, so that a crossing outline keeps its meaning; the result's outlines don't cross.
 */
export function combineAreas(operation: AreaOperation, a: Area, b: Area): Area {
  return clip(clipTypes[operation], a, b);
}

/** An area cut along an open line `[x0, y0, x1, y1, ...]`: as far as the line goes all the way through, into pieces. */
export function cutArea(area: Area, line: readonly number[]): Area {
  return clip(ctDifference, area, [
    thicken(line, cutHalfPx, clipperLib.JoinType.jtMiter, clipperLib.EndType.etOpenButt),
  ]);
}

/** What a round brush of a radius covers along a line `[x0, y0, ...]`; of one point, a disc. To a tenth of a pixel. */
export function strokeArea(line: readonly number[], radiusPx: number): Area {
  return clip(ctUnion, [thicken(line, radiusPx, clipperLib.JoinType.jtRound, clipperLib.EndType.etOpenRound)], []);
}

/** The stretch between two points of a line, without those that lie no farther than `tolerancePx` from what is left. */
function thin(points: readonly number[], first: number, last: number, tolerancePx: number, kept: Set<number>): void {
  kept.add(first).add(last);
  const at = (index: number): [number, number] => [points[2 * index] as number, points[2 * index + 1] as number];
  let [farthest, distance] = [-1, tolerancePx];
  for (let index = first + 1; index < last; index += 1) {
    const away = segmentDistance(imagePoint(...at(index)), [...at(first), ...at(last)]);
    if (away > distance) [farthest, distance] = [index, away];
  }
  if (farthest < 0) return;
  thin(points, first, farthest, tolerancePx, kept);
  thin(points, farthest, last, tolerancePx, kept);
}

const pick = (points: readonly number[], kept: ReadonlySet<number>): number[] =>
  [...kept].sort((a, b) => a - b).flatMap((index) => points.slice(2 * index, 2 * index + 2));

/** An open line with fewer points, none of it farther than `tolerancePx` from what it was (Ramer 1972, Douglas and Peucker 1973). */
export function simplifyLine(points: readonly number[], tolerancePx: number): number[] {
  const kept = new Set<number>();
  thin(points, 0, points.length / 2 - 1, tolerancePx, kept);
  return pick(points, kept);
}

/** A closed ring simplified as two lines, between its first point and the one farthest from it. At least a triangle stays. */
export function simplifyRing(ring: Ring, tolerancePx: number): Ring {
  const points = [...ringPoints(ring)];
  const [x0, y0] = points[0] ?? [0, 0];
  const distances = points.map(([x, y]) => Math.hypot(x - x0, y - y0));
  // Not by spreading: outlines of noise have more points than a call may have arguments.
  const farthest = distances.indexOf(distances.reduce((a, b) => Math.max(a, b), 0));
  const closed = [...ring, x0, y0];
  const kept = new Set<number>();
  thin(closed, 0, farthest, tolerancePx, kept);
  thin(closed, farthest, points.length, tolerancePx, kept);
  kept.delete(points.length);
  const simple = pick(closed, kept);
  return simple.length >= 6 && signedArea(simple) !== 0 ? simple : ring;
}
