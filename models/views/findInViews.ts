import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { mirrorJoints } from '#shared/model/mirrorJoints.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Thresholds } from '#shared/model/run.ts';
import { fusePredictions } from '../post/fusePredictions.ts';
import { mergeTiles } from '../post/seams/mergeTiles.ts';
import type { Found } from '../post/seams/mergeTiles.ts';
import { toImageShape } from './viewShapes.ts';
import type { ViewPlan } from './planViews.ts';

/** What several look at is asked for with lower thresholds, because the mean of what they say counts. */
export function halveThresholds(thresholds: Thresholds): Thresholds {
  const { scoreThreshold, iouThreshold, classThresholds } = thresholds;
  const halved = Object.entries(classThresholds).map(([name, score]) => [name, score / 2] as const);
  return { scoreThreshold: scoreThreshold / 2, iouThreshold, classThresholds: Object.fromEntries(halved) };
}

export const keepCertain = (found: readonly RawPrediction[], thresholds: Thresholds): RawPrediction[] =>
  found.filter(({ className, score }) => score >= (thresholds.classThresholds[className] ?? thresholds.scoreThreshold));

/**
 * The answer to an image of what was found in its views.
 * @param read what a model says of a view, in its own pixels, by its number in the plan; views are asked for in order, once each
 */
export async function findInViews(
  { image, region, views }: ViewPlan,
  card: ModelCard,
  thresholds: Thresholds,
  read: (index: number, thresholds: Thresholds) => Promise<readonly RawPrediction[]>,
): Promise<RawPrediction[]> {
  if (!region) return [];
  const partners = card.skeleton ? mirrorJoints(card.skeleton) : new Map<string, string>();
  const hasMirrored = views.some(({ isMirrored }) => isMirrored);
  const asked = hasMirrored ? halveThresholds(thresholds) : thresholds;
  const found: (Found & { readonly predictions: RawPrediction[] })[] = [];
  let members: RawPrediction[][] = [];
  for (const [index, view] of views.entries()) {
    const predictions = await read(index, asked);
    members.push(predictions.map((one) => ({ ...one, shape: toImageShape(one.shape, view, image, partners) })));
    if (views[index + 1]?.crop === view.crop) continue;
    const fused = hasMirrored ? keepCertain(fusePredictions(members), thresholds) : members.flat();
    found.push({ crop: view.crop, predictions: fused.map(({ agreement: _, ...one }) => one) });
    members = [];
  }
  const [only, ...others] = found;
  if (only && others.length === 0) return only.predictions;
  return mergeTiles(found, {
    ...{ image, region, iou: thresholds.iouThreshold, isClassBlind: card.output.nms === 'all' },
  });
}
