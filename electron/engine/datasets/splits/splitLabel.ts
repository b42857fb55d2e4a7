import { splits } from '#shared/model/split.ts';
import type { SplitGrouping, SplitPlan } from '#shared/model/splitPlan.ts';
import { editLabel } from '#shared/text/editLabel.ts';
import type { EditLabel } from '#shared/text/editLabel.ts';

function groupName(grouping: SplitGrouping): string {
  if (grouping.kind === 'meta') return grouping.key;
  return grouping.kind === 'pattern' ? grouping.pattern : grouping.kind;
}

/** What the edit is called in the journal: with this the splits can be made again. */
export function splitLabel({ shares, seed, stratify, grouping, onlyUnassigned }: SplitPlan): EditLabel {
  const percent = splits.map((split) => Number((100 * shares[split]).toFixed(4))).join('/');
  const params = { shares: percent, seed, group: groupName(grouping) };
  if (onlyUnassigned) return editLabel(stratify ? 'splitRestByClass' : 'splitRest', params);
  return editLabel(stratify ? 'splitImagesByClass' : 'splitImages', params);
}
