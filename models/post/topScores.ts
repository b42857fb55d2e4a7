import { topClassesAtMost } from '#shared/model/classScores.ts';
import type { ClassScores } from '#shared/model/classScores.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';

/** The scores of one object by class, read only when it is asked for. */
export interface ScoreList {
  /** How many classes. */
  readonly count: number;
  /** 0..1, by index of the card's classes. */
  readonly at: (classIndex: number) => number;
  /** Whether all of them, with what is no class of the card, make 1. */
  readonly isShared: boolean;
}

/** Less than this tells nobody anything. The best class is kept whatever it has. */
const worthKeeping = 0.005;

/**
 * The best classes with their names, and what the others have.
 * @param except a class that is never proposed, such as a background
 * @returns undefined of a model with one class: there is nothing beside the score
 */
export function topScores(
  { count, at, isShared }: ScoreList,
  { classes }: Pick<ModelCard, 'classes'>,
  except?: number,
): ClassScores | undefined {
  if (count < 2) return undefined;
  const best: { readonly index: number; readonly score: number }[] = [];
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    const score = Math.min(1, at(index));
    // So written, NaN is left out as well.
    if (!(score > 0)) continue;
    total += score;
    const isKept = score >= worthKeeping || score > (best[0]?.score ?? 0);
    if (!isKept || index === except || (best.length === topClassesAtMost && score <= (best.at(-1)?.score ?? 0)))
      continue;
    const place = best.findIndex((other) => other.score < score);
    best.splice(place < 0 ? best.length : place, 0, { index, score });
    if (best.length > topClassesAtMost) best.pop();
  }
  // What was the best of the first few may be worth nothing by now.
  const [first, ...others] = best;
  if (!first) return undefined;
  const kept = [first, ...others.filter(({ score }) => score >= worthKeeping)];
  const known = kept.reduce((sum, { score }) => sum + score, 0);
  return {
    top: kept.map(({ index, score }) => [classes[index] ?? `class ${index}`, score] as const),
    rest: Math.max(0, (isShared ? 1 : total) - known),
    isShared,
  };
}

/** As a part of a prediction. */
export function keepScores(
  list: ScoreList | undefined,
  card: Pick<ModelCard, 'classes'>,
): { readonly scores?: ClassScores } {
  const scores = list && topScores(list, card);
  return scores ? { scores } : {};
}
