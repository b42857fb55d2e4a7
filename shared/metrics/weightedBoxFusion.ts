import { iou } from './iou.ts';
import type { Box } from './iou.ts';

/** What one member says of one place. */
export interface Vote {
  readonly box: Box;
  /** 0..1 */
  readonly score: number;
  readonly className: string;
}

export interface Cluster<V extends Vote> extends Vote {
  /** Best first. */
  readonly votes: readonly V[];
  /** How many of the members are among them. */
  readonly memberCount: number;
}

/** The paper's. */
export const fusionIou = 0.55;

interface Growing<V extends Vote> {
  readonly votes: V[];
  readonly members: Set<number>;
  box: Box;
  meanScore: number;
}

/** Confidence-weighted mean of the boxes, mean of the scores: equations 5 and 6 of the paper. */
function average(votes: readonly Vote[]): { box: Box; meanScore: number } {
  const sum = votes.reduce((total, { score }) => total + score, 0);
  const side = (at: 0 | 1 | 2 | 3): number =>
    // A sum of zero weighs all alike.
    votes.reduce((total, { box, score }) => total + (sum > 0 ? score / sum : 1 / votes.length) * box[at], 0);
  return { box: [side(0), side(1), side(2), side(3)], meanScore: sum / votes.length };
}

/**
 * Weighted box fusion of several members (models, or views of one image), within each class: each box, best first, joins the
 * fused one it overlaps most, if by more than `threshold`, else begins another; a fused box is the mean of its boxes weighted by
 * their scores, its score their mean, times min(boxes, members) / members: what few have seen is less certain.
 * Source: Solovyev, Wang, Gabruseva 2021, "Weighted boxes fusion" (arXiv:1910.13302), section 3.
 * @param overlap what else than the boxes tells that a vote is of the same object as the best vote of a cluster, 0..1
 * @returns best first; of equally certain ones the earlier
 */
export function weightedBoxFusion<V extends Vote>(
  members: readonly (readonly V[])[],
  threshold: number = fusionIou,
  overlap?: (vote: V, best: V) => number,
): Cluster<V>[] {
  const all = members.flatMap((votes, member) => votes.map((vote) => ({ vote, member })));
  const byClass = new Map<string, Growing<V>[]>();
  for (const { vote, member } of all.sort((a, b) => b.vote.score - a.vote.score)) {
    const name = vote.className.toLowerCase();
    const clusters = byClass.get(name) ?? [];
    byClass.set(name, clusters);
    let [match, highest] = [null as Growing<V> | null, threshold];
    for (const cluster of clusters) {
      const [best] = cluster.votes;
      const shared = overlap && best ? overlap(vote, best) : iou(vote.box, cluster.box);
      if (shared > highest) [match, highest] = [cluster, shared];
    }
    if (match) {
      match.votes.push(vote);
      match.members.add(member);
      Object.assign(match, average(match.votes));
    } else clusters.push({ votes: [vote], members: new Set([member]), box: vote.box, meanScore: vote.score });
  }
  return [...byClass.values()]
    .flat()
    .map(({ votes, members: seenBy, box, meanScore }): Cluster<V> => {
      const share = Math.min(votes.length, members.length) / members.length;
      const className = votes[0]?.className ?? '';
      return { votes, memberCount: seenBy.size, className, box, score: meanScore * share };
    })
    .sort((a, b) => b.score - a.score);
}
