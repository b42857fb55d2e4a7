import type { ClassScores } from '../model/classScores.ts';

/**
 * How close the second best class comes to the best, 0 (sure) to 1 (a draw): one minus the margin. With nothing to compare
 * with, it is what is missing to full certainty.
 * Source: Scheffer, Decomain and Wrobel 2001, "Active hidden Markov models for information extraction"; Settles 2009,
 * "Active learning literature survey" (UW-Madison TR 1648), margin sampling and least confident.
 */
export function marginUncertainty(score: number, scores?: ClassScores): number {
  const [best = score, second = 0] = scores?.top.map(([, value]) => value) ?? [];
  return Math.min(1, Math.max(0, 1 - (best - second)));
}

/** Of one yes or no, in nats. */
const binaryEntropy = (p: number): number => -(p > 0 ? p * Math.log(p) : 0) - (p < 1 ? (1 - p) * Math.log(1 - p) : 0);

/**
 * Shannon's entropy of what is known of the classes, in nats. Of shares `rest` counts as one class more, so that it is a lower
 * bound of the whole distribution's; of classes that are questions of their own it is the sum over the known ones.
 * Source: Shannon 1948, "A mathematical theory of communication"; Settles 2009, entropy sampling.
 */
export function scoreEntropy({ top, rest, isShared }: ClassScores): number {
  const values = top.map(([, value]) => Math.min(1, Math.max(0, value)));
  if (!isShared) return values.reduce((sum, p) => sum + binaryEntropy(p), 0);
  return [...values, rest].reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
}
