import { sideOfName } from './skeleton.ts';
import type { Skeleton } from './skeleton.ts';

type Place = readonly [name: string, x: number, y: number];

/** @param edges pairs of places, counted from 0 */
function skeletonOf(places: readonly Place[], edges: readonly (readonly [number, number])[]): Skeleton {
  const nameAt = (at: number): string => places[at]?.[0] ?? '';
  return {
    joints: places.map(([name, x, y]) => ({ id: name, name, side: sideOfName(name), x, y })),
    edges: edges.map(([from, to]) => [nameAt(from), nameAt(to)] as const),
  };
}

/** COCO's person (cocodataset.org, `person_keypoints_*.json`): its names, its order, its edges; seen from the front. */
const person = skeletonOf(
  [
    ['nose', 0.5, 0.08],
    ['left_eye', 0.55, 0.05],
    ['right_eye', 0.45, 0.05],
    ['left_ear', 0.61, 0.07],
    ['right_ear', 0.39, 0.07],
    ['left_shoulder', 0.7, 0.21],
    ['right_shoulder', 0.3, 0.21],
    ['left_elbow', 0.82, 0.37],
    ['right_elbow', 0.18, 0.37],
    ['left_wrist', 0.88, 0.52],
    ['right_wrist', 0.12, 0.52],
    ['left_hip', 0.62, 0.53],
    ['right_hip', 0.38, 0.53],
    ['left_knee', 0.64, 0.74],
    ['right_knee', 0.36, 0.74],
    ['left_ankle', 0.65, 0.96],
    ['right_ankle', 0.35, 0.96],
  ],
  [
    [15, 13],
    [13, 11],
    [16, 14],
    [14, 12],
    [11, 12],
    [5, 11],
    [6, 12],
    [5, 6],
    [5, 7],
    [6, 8],
    [7, 9],
    [8, 10],
    [1, 2],
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 4],
    [3, 5],
    [4, 6],
  ],
);

const finger = (name: string, xs: readonly number[], ys: readonly number[]): Place[] =>
  xs.map((x, at) => [`${name}_${at + 1}`, x, ys[at] ?? 0]);

/** A hand of 21 joints as COCO-WholeBody numbers them: the wrist, then each finger from the palm to its tip. */
const hand = skeletonOf(
  [
    ['wrist', 0.5, 0.96],
    ...finger('thumb', [0.33, 0.2, 0.1, 0.03], [0.84, 0.7, 0.58, 0.48]),
    ...finger('index', [0.33, 0.28, 0.25, 0.22], [0.48, 0.3, 0.18, 0.08]),
    ...finger('middle', [0.49, 0.48, 0.48, 0.47], [0.45, 0.25, 0.12, 0.02]),
    ...finger('ring', [0.64, 0.67, 0.69, 0.71], [0.48, 0.3, 0.18, 0.08]),
    ...finger('little', [0.77, 0.85, 0.9, 0.95], [0.56, 0.42, 0.33, 0.25]),
  ],
  [0, 1, 2, 3, 4].flatMap((number) =>
    [0, 1, 2, 3].map((at) => [at === 0 ? 0 : 4 * number + at, 4 * number + at + 1] as const),
  ),
);

/** What a skeleton can begin with. */
export const skeletonTemplates = { person, hand } as const;
export type SkeletonTemplateId = keyof typeof skeletonTemplates;
export const skeletonTemplateIds = Object.keys(skeletonTemplates) as SkeletonTemplateId[];
