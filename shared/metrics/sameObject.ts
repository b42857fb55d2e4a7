import { uniteBoxes } from '../geometry/boxes.ts';
import type { Area } from '../geometry/areas.ts';
import { ringPoints } from '../geometry/rings.ts';
import { combineRuns, runsArea } from '../geometry/runs.ts';
import { areaToRuns } from '../shapes/combineShapes.ts';
import { isLabeled } from '../shapes/keypoints/keypointsGeometry.ts';
import type { KeypointsShape } from '../shapes/keypoints/keypoints.ts';
import { geometryOf } from '../shapes/shapeRegistry.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import { iou } from './iou.ts';
import type { Box } from './iou.ts';

/** How fine two outlines are compared: pixels of the longer side of the box around both. */
const rasterSide = 256;
/** Twice the mean of COCO's constants of a person's joints: how far people differ in where they put one, by its size. */
const jointSpread = 0.134;
/** Smaller things are judged as COCO's small ones are, of 32 x 32 pixels. */
const smallestArea = 32 ** 2;

/** Shapes never change, and one is compared with many. */
const knownBounds = new WeakMap<Shape, Box | null>();

function boundsOf(shape: Shape): Box | null {
  const known = knownBounds.get(shape);
  if (known !== undefined) return known;
  const bounds = geometryOf(shape).bounds(shape);
  knownBounds.set(shape, bounds);
  return bounds;
}

/** Intersection over union of what two outlines cover, 0..1, on a raster over the box around both. */
function areaIou(a: Area, b: Area, [x, y, width, height]: Box): number {
  const scale = rasterSide / Math.max(width, height);
  const size = { width: Math.max(1, Math.ceil(width * scale)), height: Math.max(1, Math.ceil(height * scale)) };
  const toRaster = (area: Area): Area =>
    area.map((rings) =>
      rings.map((ring) => [...ringPoints(ring)].flatMap(([px, py]) => [(px - x) * scale, (py - y) * scale])),
    );
  const [runsA, runsB] = [areaToRuns(toRaster(a), size), areaToRuns(toRaster(b), size)];
  const union = runsArea(combineRuns('merge', runsA, runsB));
  return union === 0 ? 0 : runsArea(combineRuns('intersect', runsA, runsB)) / union;
}

/**
 * Object keypoint similarity, 0..1, over the joints that both have labeled; null when there is none. Joints are the same by
 * id or, of skeletons with other ids, by order.
 * Source: cocodataset.org, "Keypoint evaluation"; one constant for all joints.
 */
function keypointSimilarity(a: KeypointsShape, b: KeypointsShape, scale: number): number | null {
  const idsA = new Set(a.joints.map(({ id }) => id));
  const isByOrder = a.joints.length === b.joints.length && !b.joints.some(({ id }) => idsA.has(id));
  const byId = new Map(a.joints.map((joint) => [joint.id, joint]));
  const similarities = b.joints.flatMap((joint, at) => {
    const other = isByOrder ? a.joints[at] : byId.get(joint.id);
    if (!other || !isLabeled(joint) || !isLabeled(other)) return [];
    const squared = (joint.x - other.x) ** 2 + (joint.y - other.y) ** 2;
    return [Math.exp(-squared / (2 * scale * jointSpread ** 2))];
  });
  return similarities.length === 0 ? null : similarities.reduce((sum, one) => sum + one, 0) / similarities.length;
}

/**
 * How much two shapes of a class are the same object, 0..1: outlines by what they cover, keypoints by their joints, all else
 * by the boxes around them, because a box tells nothing more of what is in it.
 */
export function sameness(a: Shape, b: Shape): number {
  const [boundsA, boundsB] = [boundsOf(a), boundsOf(b)];
  // Without a place, as the class of a whole image.
  if (!boundsA || !boundsB) return Number(a.kind === b.kind);
  const ofBoxes = iou(boundsA, boundsB);
  if (a.kind === 'keypoints' && b.kind === 'keypoints') {
    const scale = Math.max(smallestArea, (boundsA[2] * boundsA[3] + boundsB[2] * boundsB[3]) / 2);
    return keypointSimilarity(a, b, scale) ?? ofBoxes;
  }
  if (a.kind === 'box' || b.kind === 'box' || ofBoxes === 0) return ofBoxes;
  const [outlineA, outlineB] = [geometryOf(a).outline(a), geometryOf(b).outline(b)];
  const around = uniteBoxes(boundsA, boundsB);
  return outlineA.length > 0 && outlineB.length > 0 && around ? areaIou(outlineA, outlineB, around) : ofBoxes;
}
