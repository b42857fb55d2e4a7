import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { fusionIou, weightedBoxFusion } from '#shared/metrics/weightedBoxFusion.ts';
import type { Vote } from '#shared/metrics/weightedBoxFusion.ts';
import { sameness } from '#shared/metrics/sameObject.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';

interface PredictionVote extends Vote {
  readonly prediction: RawPrediction;
}

/** What has no place, as the class of a whole image, is in the same place everywhere. */
const everywhere = [0, 0, 1, 1] as const;

function toVotes(predictions: readonly RawPrediction[], isWanted: (kind: string) => boolean): PredictionVote[] {
  return predictions.flatMap((prediction): PredictionVote[] => {
    const { className, score, shape } = prediction;
    if (!isWanted(shape.kind)) return [];
    return [{ className, score, box: geometryOf(shape).bounds(shape) ?? everywhere, prediction }];
  });
}

/**
 * What several members (models, or an image and its mirror image) say of one image, as one answer. Boxes are fused; of
 * everything else, which has no mean, the best one's shape is kept, and scored in the same way. `agreement` is the share of the
 * members that have seen it.
 * @returns best first
 */
export function fusePredictions(
  members: readonly (readonly RawPrediction[])[],
  threshold = fusionIou,
): RawPrediction[] {
  const votesOf = (isWanted: (kind: string) => boolean): PredictionVote[][] =>
    members.map((predictions) => toVotes(predictions, isWanted));
  const boxes = weightedBoxFusion(
    votesOf((kind) => kind === 'box'),
    threshold,
  );
  const others = weightedBoxFusion(
    votesOf((kind) => kind !== 'box'),
    threshold,
    ({ prediction: a }, { prediction: b }) => sameness(a.shape, b.shape),
  );
  const agreementOf = (memberCount: number): number => memberCount / members.length;
  return [
    ...boxes.map(({ className, score, box, memberCount }): RawPrediction => ({
      ...{ className, score, shape: { kind: 'box', box }, agreement: agreementOf(memberCount) },
    })),
    ...others.flatMap(({ score, votes, memberCount }): RawPrediction[] => {
      const [best] = votes;
      return best ? [{ ...best.prediction, score, agreement: agreementOf(memberCount) }] : [];
    }),
  ].sort((a, b) => b.score - a.score);
}
