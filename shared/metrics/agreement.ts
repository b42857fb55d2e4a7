import { combineRuns, runsArea } from '../geometry/runs.ts';
import { ringPoints } from '../geometry/rings.ts';
import type { Runs } from '../geometry/runs.ts';
import type { Size } from '../geometry/viewTransform.ts';
import { areaToRuns } from '../shapes/combineShapes.ts';
import { geometryOf } from '../shapes/shapeRegistry.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import { sameness } from './sameObject.ts';

/** A prediction, as far as it is compared. */
export interface Said {
  readonly className: string;
  readonly score: number;
  readonly shape: Shape;
}
/** What two models said of the same image, of `size` pixels. */
export interface SaidTwice {
  readonly size: Size;
  readonly expected: readonly Said[];
  readonly found: readonly Said[];
}
export interface Agreement {
  /** 0..1: 1 where both always say the same. */
  readonly value: number;
  /** What `value` is a mean over: images, objects, or classes in the images. */
  readonly count: number;
  /** Mean absolute difference of the scores of what both said; null where there was nothing. */
  readonly scoreDifference: number | null;
}

const overlapAtLeast = 0.5;
const best = (said: readonly Said[]): Said | undefined =>
  said.reduce<Said | undefined>((first, next) => (first && first.score >= next.score ? first : next), undefined);

function meanDifference(pairs: readonly (readonly [Said, Said])[]): number | null {
  if (pairs.length === 0) return null;
  return pairs.reduce((sum, [a, b]) => sum + Math.abs(a.score - b.score), 0) / pairs.length;
}

/** How often the class that is most certain is the same. */
export function topClassAgreement(images: readonly SaidTwice[]): Agreement {
  const tops = images.map(({ expected, found }) => [best(expected), best(found)] as const);
  const same = tops.flatMap(([a, b]) => (a && b && a.className === b.className ? [[a, b] as const] : []));
  const both = tops.filter(([a, b]) => !a && !b).length;
  const count = images.length;
  return { value: count === 0 ? 1 : (same.length + both) / count, count, scoreDifference: meanDifference(same) };
}

/**
 * F1 of the objects that both found: of one class, overlapping by half at least, each used once, the surest first. Where objects
 * begin is the threshold of whoever asked the models: one that falls just below it counts as lost, as a run would lose it.
 */
export function objectAgreement(images: readonly SaidTwice[]): Agreement {
  const pairs: [Said, Said][] = [];
  let [hits, misses] = [0, 0];
  for (const { expected, found } of images) {
    const free = new Set(found);
    for (const one of [...expected].sort((a, b) => b.score - a.score)) {
      const candidates = [...free].filter(({ className }) => className === one.className);
      const likest = candidates
        .map((other) => [other, sameness(one.shape, other.shape)] as const)
        .sort((a, b) => b[1] - a[1])[0];
      if (likest && likest[1] >= overlapAtLeast) {
        const [other] = likest;
        free.delete(other);
        hits += 1;
        pairs.push([one, other]);
      } else misses += 1;
    }
    misses += free.size;
  }
  const count = hits + misses;
  return { value: count === 0 ? 1 : (2 * hits) / (2 * hits + misses), count, scoreDifference: meanDifference(pairs) };
}

/** The longer side of the raster that regions are compared on. */
const rasterSide = 512;

function regionsOf(said: readonly Said[], size: Size): Map<string, Runs> {
  const scale = Math.min(1, rasterSide / Math.max(size.width, size.height));
  const raster = {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
  const regions = new Map<string, Runs>();
  for (const { className, shape } of said) {
    const area = geometryOf(shape)
      .outline(shape)
      .map((rings) => rings.map((ring) => [...ringPoints(ring)].flatMap(([x, y]) => [x * scale, y * scale])));
    const runs = areaToRuns(area, raster);
    const known = regions.get(className);
    regions.set(className, known ? combineRuns('merge', known, runs) : runs);
  }
  return regions;
}

/** Mean over classes of intersection over union, the pixels of all images taken together, as PASCAL VOC has it; without background. */
export function regionAgreement(images: readonly SaidTwice[]): Agreement {
  const sums = new Map<string, { both: number; any: number }>();
  for (const { size, expected, found } of images) {
    const [a, b] = [regionsOf(expected, size), regionsOf(found, size)];
    for (const className of new Set([...a.keys(), ...b.keys()])) {
      const [mine, other] = [a.get(className), b.get(className)];
      const sum = sums.get(className) ?? { both: 0, any: 0 };
      sum.both += mine && other ? runsArea(combineRuns('intersect', mine, other)) : 0;
      sum.any += mine && other ? runsArea(combineRuns('merge', mine, other)) : runsArea(mine ?? other ?? []);
      sums.set(className, sum);
    }
  }
  const shares = [...sums.values()].filter(({ any }) => any > 0).map(({ both, any }) => both / any);
  const value = shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { value, count: shares.length, scoreDifference: null };
}
