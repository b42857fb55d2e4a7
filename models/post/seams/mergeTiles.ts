import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { uniteBoxes } from '#shared/geometry/boxes.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Crop } from '../../views/planViews.ts';
import { predictionsAtMost } from '../limits.ts';
import { overlapIou, sharedBox, shapeOverlap } from './shapeOverlap.ts';
import { toSighting } from './sighting.ts';
import type { Sighting } from './sighting.ts';
import { uniteShapes } from './uniteShapes.ts';

/** What was found in one part of an image, in image pixels. */
export interface Found {
  readonly crop: Crop;
  readonly predictions: readonly RawPrediction[];
}

export interface MergeRules {
  readonly image: Size;
  /** What is looked at in all. */
  readonly region: Crop;
  /** Of two whole objects that overlap more the better one stays: intersection over union, 0..1. */
  readonly iou: number;
  /** Whether different classes are the same object as well. */
  readonly isClassBlind: boolean;
}

/** In what two parts both show, two pieces of one object are about the same: intersection over union. */
const samePiece = 0.5;
/** A piece belongs to what holds so much of it (SAHI's intersection over the smaller). */
const pieceWithin = 0.5;
/** Seen at another size, an object's border is found less exactly. */
const sameFromAfar = 0.3;
/** What is smaller than so much of a tile, the tile shows better than the whole image does. */
const shownBetter = 0.5;
/** Of the whole image, the best ones: they are compared with each other. */
const sightingsAtMost = 5 * predictionsAtMost;

/** Neither of the same class, nor near each other, nor told apart by a model that saw both: then they are not the same. */
const mayBeSame = (a: Sighting, b: Sighting): boolean =>
  a.group === b.group && sharedBox(a.bounds, b.bounds) !== null && !a.crops.some((crop) => b.crops.includes(crop));
const byScore = (a: Sighting, b: Sighting): number => b.prediction.score - a.prediction.score;

/** As one object: the first one's class, the higher score. */
function unite(a: Sighting, b: Sighting, image: Size): Sighting {
  const shape = uniteShapes(a.prediction.shape, b.prediction.shape, image);
  const score = Math.max(a.prediction.score, b.prediction.score);
  const bounds = geometryOf(shape).bounds(shape) ?? a.bounds;
  return { ...a, prediction: { ...a.prediction, shape, score }, bounds, crops: [...a.crops, ...b.crops] };
}

/** Whether two sightings, of different parts, are the same in what both parts show. */
function agreeInCommon(a: Sighting, b: Sighting): boolean {
  return a.crops.some((cropA) =>
    b.crops.some((cropB) => {
      const common = sharedBox(cropA, cropB);
      if (!common || !sharedBox(a.bounds, common) || !sharedBox(b.bounds, common)) return false;
      return overlapIou(shapeOverlap(a.prediction.shape, b.prediction.shape, common)) >= samePiece;
    }),
  );
}

const holds = ([left, top, across, down]: Crop, [x, y, width, height]: Box): boolean =>
  x >= left && y >= top && x + width <= left + across && y + height <= top + down;

/**
 * Whether a look at the whole image speaks of what a tile shows whole and larger: where the tile's look doesn't find it, it
 * was a clump of small things.
 */
const isShownBetter = ({ bounds, crops }: Sighting, region: Crop, tiles: readonly Crop[]): boolean =>
  crops.every(([, , width, height]) => width === region[2] && height === region[3]) &&
  tiles.some((tile) => Math.max(bounds[2] / tile[2], bounds[3] / tile[3]) < shownBetter && holds(tile, bounds));

/** Pieces of one object put together: also through a third one, as of what crosses several tiles. */
function joinPieces(pieces: readonly Sighting[], image: Size): Sighting[] {
  const left = [...pieces];
  const joined: Sighting[] = [];
  for (let first = left.shift(); first; first = left.shift()) {
    const group = [first];
    for (const member of group) {
      for (let at = left.length - 1; at >= 0; at -= 1) {
        const other = left[at] as Sighting;
        if (!mayBeSame(member, other) || !agreeInCommon(member, other)) continue;
        group.push(other);
        left.splice(at, 1);
      }
    }
    joined.push(group.reduce((sum, piece) => unite(sum, piece, image)));
  }
  return joined;
}

/** Whether what was seen is another view of what is kept. */
function isSame(seen: Sighting, kept: Sighting, iou: number): boolean {
  const around = uniteBoxes(seen.bounds, kept.bounds);
  if (!around || !mayBeSame(seen, kept)) return false;
  const overlap = shapeOverlap(seen.prediction.shape, kept.prediction.shape, around);
  if (seen.isCut) return overlap.both > pieceWithin * overlap.a || agreeInCommon(seen, kept);
  const isFromAfar = seen.crops[0]?.[2] !== kept.crops[0]?.[2] || seen.crops[0]?.[3] !== kept.crops[0]?.[3];
  return overlapIou(overlap) > (isFromAfar ? Math.min(iou, sameFromAfar) : iou);
}

/** Who saw all of the other decides where it ends; else both together. */
function absorb(kept: Sighting, seen: Sighting, image: Size): Sighting {
  if (!kept.crops.some((crop) => holds(crop, seen.bounds))) return unite(kept, seen, image);
  const score = Math.max(kept.prediction.score, seen.prediction.score);
  return { ...kept, prediction: { ...kept.prediction, score } };
}

/**
 * What was found in the parts of an image as one answer: greedy non-maximum merging after SAHI (Akyon et al. 2022,
 * arXiv:2202.06934), with what tiles tell beside the overlap. Pieces that a tile's border cuts are put together where they agree
 * in what both tiles show, and belong to a whole object that holds them; of whole objects only those that are about the same
 * place are one, so that a small object before a large one of its class stays. Two that one model told apart in one part stay two.
 * @returns best first
 */
export function mergeTiles(found: readonly Found[], rules: MergeRules): RawPrediction[] {
  const placeless: RawPrediction[] = [];
  const sightings: Sighting[] = [];
  for (const { crop, predictions } of found)
    for (const prediction of predictions) {
      const sighting = toSighting(prediction, crop, rules);
      if (sighting) sightings.push(sighting);
      else placeless.push(prediction);
    }
  const tiles = found.map(({ crop }) => crop).filter((crop) => crop[2] < rules.region[2] || crop[3] < rules.region[3]);
  const best = sightings
    .filter((sighting) => !isShownBetter(sighting, rules.region, tiles))
    .sort(byScore)
    .slice(0, sightingsAtMost);
  const pieces = joinPieces(
    best.filter(({ isCut }) => isCut),
    rules.image,
  ).sort(byScore);
  const kept: Sighting[] = [];
  for (const sighting of [...best.filter(({ isCut }) => !isCut), ...pieces]) {
    const at = kept.findIndex((one) => isSame(sighting, one, rules.iou));
    const same = kept[at];
    if (same) kept[at] = absorb(same, sighting, rules.image);
    else kept.push(sighting);
  }
  return [...placeless, ...kept.map(({ prediction }) => prediction)]
    .sort((a, b) => b.score - a.score)
    .slice(0, predictionsAtMost);
}
