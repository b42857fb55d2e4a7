import { assertExists } from '../../base/assert.ts';
import { seededRandom, shuffled } from '../../base/seededRandom.ts';
import { splits } from '../../model/split.ts';
import type { Split } from '../../model/split.ts';
import type { SplitPlan } from '../../model/splitPlan.ts';
import { SplitQuotas } from './SplitQuotas.ts';
import { spreadRareClasses } from './spreadRareClasses.ts';
import type { SplitItem } from './splitItem.ts';
import { splitUnits } from './splitUnits.ts';
import type { SplitUnit } from './splitUnits.ts';

export interface AssignedSplits {
  /** By index of the items; those that keep theirs have it. */
  readonly splits: readonly Split[];
  /** Groups of images that are split together, also of one. */
  readonly units: number;
  /** How many counted images the largest of them has. */
  readonly largestUnit: number;
  /** Groups whose images were in more than one split before, and stay so. */
  readonly torn: number;
}

/**
 * Puts images into splits. Images of one group go together; a group of which some keep their split follows them. With `stratify` it is the
 * iterative stratification of Sechidis, Tsoumakas and Vlahavas ("On the Stratification of Multi-Label Data", ECML PKDD 2011): the class that has
 * the fewest images left is dealt out first, each group to the split that lacks most of that class. Groups are dealt largest first, so that the
 * small ones even out what they left. Beyond the paper, the last groups of a class go to splits that have none of it: a class with at
 * least as many groups as there are splits is in each, where that is possible, even if a split becomes larger for it.
 *
 * What comes out depends on keys, groups, classes and plan, and not on the order of the items. O(n log n) in images.
 */
export function assignSplits(
  items: readonly SplitItem[],
  { shares, seed, stratify }: Pick<SplitPlan, 'shares' | 'seed' | 'stratify'>,
): AssignedSplits {
  const random = seededRandom(seed);
  const all = splitUnits(items);
  const units = shuffled(all, random).sort((a, b) => b.size - a.size);
  const quotas = new SplitQuotas(units, { shares, stratify, random });
  const placed = new Map<SplitUnit, Split>();
  const place = (unit: SplitUnit, split: Split): void => {
    placed.set(unit, split);
    quotas.take(unit, split);
  };
  for (const unit of units) if (unit.kept) place(unit, unit.kept);
  for (let next = quotas.rarest(); next; next = quotas.rarest())
    for (const unit of next.units) if (!placed.has(unit)) place(unit, quotas.choose(next.id));
  for (const unit of units) if (!placed.has(unit)) place(unit, quotas.choose(null));
  if (stratify) spreadRareClasses(units, placed, quotas.open);

  const result = items.map(({ kept }) => kept);
  for (const [unit, split] of placed) for (const index of unit.free) result[index] = split;
  return {
    splits: result.map((split) => assertExists(split, 'every unit is placed')),
    units: all.filter(({ size }) => size > 0).length,
    largestUnit: units[0]?.size ?? 0,
    torn: all.filter(({ isTorn }) => isTorn).length,
  };
}

/** Of the images of one kind, how many are in each split. */
export function countSplits(assigned: Iterable<Split>): Record<Split, number> {
  const counts = Object.fromEntries(splits.map((split) => [split, 0])) as Record<Split, number>;
  for (const split of assigned) counts[split] += 1;
  return counts;
}
