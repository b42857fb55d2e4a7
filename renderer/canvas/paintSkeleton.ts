import { imagePoint } from '#shared/geometry/points.ts';
import type { ScreenPoint } from '#shared/geometry/points.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { JointSide, Skeleton } from '#shared/model/skeleton.ts';
import type { KeypointsShape, PlacedJoint } from '#shared/shapes/keypoints/keypoints.ts';
import { isLabeled } from '#shared/shapes/keypoints/keypointsGeometry.ts';
import { strokePath } from './strokePath.ts';
import type { Context2D, Inks } from './strokePath.ts';
import type { LiveShape, SceneShape } from './scene.ts';

const [radiusPx, busyRadiusPx, chosenRadiusPx] = [3.5, 5, 6.5];
/** Names of all joints are read only where the skeleton is so large on the screen. */
const namesRoomPx = 110;
/** Of a name from its joint. */
const besidePx = 9;
/** The joint so near to the pointer is named anyway. */
const pointedPx = 12;

type SkeletonScene = Pick<SceneShape, 'color' | 'look' | 'isSelected' | 'skeleton' | 'hasSides'> &
  Partial<Pick<LiveShape, 'isHovered' | 'hasHandles' | 'chosenHandles'>>;

const placeOf = (joint: Pick<PlacedJoint, 'x' | 'y'>, view: ViewTransform): ScreenPoint =>
  toScreen(view, imagePoint(joint.x, joint.y));

const inkOf = (
  side: JointSide | null | undefined,
  { color, hasSides }: SkeletonScene,
  { left, right }: Inks,
): string => (!hasSides || !side ? color : side === 'left' ? left : right);

/** The colour of a joint by its side, and of an edge whose ends are on the same one. */
function createInk(scene: SkeletonScene, inks: Inks): (...ids: readonly string[]) => string {
  const sides = new Map(scene.skeleton?.joints.map(({ id, side }) => [id, side]));
  return (first = '', second = first) => {
    const side = sides.get(first);
    return inkOf(side === sides.get(second) ? side : null, scene, inks);
  };
}

function paintEdges(
  context: Context2D,
  view: ViewTransform,
  { edges }: Skeleton,
  joints: readonly PlacedJoint[],
  scene: SkeletonScene,
  inks: Inks,
): void {
  const placed = new Map(joints.filter(isLabeled).map((joint) => [joint.id, joint]));
  const ink = createInk(scene, inks);
  const paths = new Map<string, Path2D>();
  for (const [from, to] of edges) {
    const [a, b] = [placed.get(from), placed.get(to)];
    if (!a || !b) continue;
    const color = ink(from, to);
    const path = paths.get(color) ?? new Path2D();
    paths.set(color, path);
    const [start, end] = [placeOf(a, view), placeOf(b, view)];
    path.moveTo(start.x, start.y);
    path.lineTo(end.x, end.y);
  }
  for (const [color, path] of paths) strokePath(context, path, { isHovered: false, ...scene, color }, inks);
}

/** Filled: visible; hollow: occluded; a dotted ring, only for who may pull at it: not labeled. */
function paintJoint(
  context: Context2D,
  { x, y }: ScreenPoint,
  { visibility }: Pick<PlacedJoint, 'visibility'>,
  { radius, color }: { radius: number; color: string },
  { halo, core }: Inks,
): void {
  context.setLineDash(visibility === 'unlabeled' ? [2, 2] : []);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = halo;
  context.lineWidth = 4;
  context.stroke();
  context.fillStyle = visibility === 'visible' ? color : halo;
  if (visibility !== 'unlabeled') context.fill();
  context.strokeStyle = visibility === 'visible' ? core : color;
  context.lineWidth = visibility === 'visible' ? 1 : 2;
  context.stroke();
  context.setLineDash([]);
}

/** Edges and joints as large at every zoom; joints that nobody labeled show only where they can be pulled. */
export function paintSkeleton(
  context: Context2D,
  view: ViewTransform,
  { joints }: Pick<KeypointsShape, 'joints'>,
  scene: SkeletonScene,
  inks: Inks,
): void {
  if (scene.skeleton) paintEdges(context, view, scene.skeleton, joints, scene, inks);
  const ink = createInk(scene, inks);
  const isBusy = scene.isSelected || scene.isHovered === true;
  for (const [at, joint] of joints.entries()) {
    if (!isLabeled(joint) && scene.hasHandles !== true) continue;
    const isChosen = scene.chosenHandles?.has(`vertex ${at}`) === true;
    const radius = isChosen ? chosenRadiusPx : isBusy ? busyRadiusPx : radiusPx;
    paintJoint(context, placeOf(joint, view), joint, { radius, color: ink(joint.id) }, inks);
  }
}

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const doMeet = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function paintName(context: Context2D, text: string, rect: Rect, { halo, core }: Inks): void {
  context.setLineDash([]);
  context.fillStyle = halo;
  context.beginPath();
  context.roundRect(rect.x, rect.y, rect.width, rect.height, 3);
  context.fill();
  context.fillStyle = core;
  context.textBaseline = 'middle';
  context.fillText(text, rect.x + 4, rect.y + rect.height / 2 + 0.5);
}

/** Beside the joint: on the side that is wanted, and on the other one. */
function nameRects(context: Context2D, text: string, { x, y }: ScreenPoint, isLeft: boolean): [Rect, Rect] {
  const [width, height] = [Math.ceil(context.measureText(text).width) + 8, 16];
  const [right, left] = [x + besidePx, x - besidePx - width].map((start) => ({
    x: start,
    y: y - height / 2,
    width,
    height,
  }));
  return isLeft ? [left as Rect, right as Rect] : [right as Rect, left as Rect];
}

const isOn = (canvas: Size, { x, width }: Rect): boolean => x >= 0 && x + width <= canvas.width;

/** Names of joints, as many as can be read: first those that are meant, and none over another. */
export function paintJointNames(
  context: Context2D,
  view: ViewTransform,
  { joints }: KeypointsShape,
  scene: SkeletonScene,
  { canvas, pointer, inks }: { canvas: Size; pointer: ScreenPoint | null; inks: Inks },
): void {
  const names = new Map(scene.skeleton?.joints.map(({ id, name }) => [id, name]));
  const shown = joints.flatMap((joint, at) => {
    if (!isLabeled(joint) && scene.hasHandles !== true) return [];
    const place = placeOf(joint, view);
    const distance = pointer ? Math.hypot(place.x - pointer.x, place.y - pointer.y) : Infinity;
    const isMeant = distance <= pointedPx || scene.chosenHandles?.has(`vertex ${at}`) === true;
    return [{ joint, name: names.get(joint.id) ?? joint.id, place, distance: isMeant ? distance : Infinity, isMeant }];
  });
  const [xs, ys] = [shown.map(({ place }) => place.x), shown.map(({ place }) => place.y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const isRoomy = Math.max(right - left, Math.max(...ys) - Math.min(...ys)) >= namesRoomPx;
  const dots = shown.map(({ place: { x, y } }) => ({ x: x - 5, y: y - 5, width: 10, height: 10 }));
  context.font = inks.font;
  const taken: Rect[] = [];
  // Stable: among those that aren't meant the order of the skeleton decides.
  const ordered = shown
    .filter(({ isMeant, joint }) => isMeant || (isRoomy && isLabeled(joint)))
    .sort((a, b) => Number(b.isMeant) - Number(a.isMeant) || (a.isMeant ? a.distance - b.distance : 0));
  for (const { name, place, isMeant } of ordered) {
    // Away from the middle, so that it lies over no other joint.
    const rects = nameRects(context, name, place, place.x < (left + right) / 2);
    const free = rects.find((one) => isOn(canvas, one) && ![...taken, ...dots].some((other) => doMeet(one, other)));
    const rect = free ?? (isMeant ? rects[0] : undefined);
    if (!rect) continue;
    taken.push(rect);
    paintName(context, name, rect, inks);
  }
}

/** The joint that comes next: where it would be, what it would be joined with, and its name. */
export function paintNextJoint(
  context: Context2D,
  view: ViewTransform,
  draft: {
    readonly skeleton: Skeleton;
    readonly joints: readonly PlacedJoint[];
    readonly next: {
      readonly joint: { readonly id: string; readonly name: string };
      readonly place: { readonly x: number; readonly y: number } | null;
    } | null;
    readonly isOccluded: boolean;
  },
  scene: SkeletonScene,
  { canvas, inks }: { canvas: Size; inks: Inks },
): void {
  const { skeleton, joints, next, isOccluded } = draft;
  if (!next?.place) return;
  const { joint, place } = next;
  const visibility = isOccluded ? 'occluded' : 'visible';
  const pending: PlacedJoint = { id: joint.id, visibility, ...place };
  const own = skeleton.edges.filter((edge) => edge.includes(joint.id));
  paintEdges(context, view, { ...skeleton, edges: own }, [...joints, pending], { ...scene, look: 'proposal' }, inks);
  const at = placeOf(pending, view);
  const color = createInk(scene, inks)(joint.id);
  paintJoint(context, at, pending, { radius: busyRadiusPx, color }, inks);
  context.font = inks.font;
  const text = isOccluded ? `${joint.name} ○` : joint.name;
  const rects = nameRects(context, text, at, false);
  paintName(context, text, rects.find((one) => isOn(canvas, one)) ?? rects[0], inks);
}
