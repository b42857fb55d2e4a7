import { assertExists } from '../../base/assert.ts';
import { splits } from '../../model/split.ts';
import type { Split } from '../../model/split.ts';
import type { SplitItem } from './splitItem.ts';

/** Images that go into a split together. */
export interface SplitUnit {
  /** Indexes of those that are to be put into a split. */
  readonly free: readonly number[];
  /** How many images count for the shares. */
  readonly size: number;
  /** Of those, how many have each class. */
  readonly classes: ReadonlyMap<number, number>;
  /** The split of those that keep theirs, of most of them if there are several; null: the unit is free. */
  readonly kept: Split | null;
  /** Those that keep theirs are in more than one split already. */
  readonly isTorn: boolean;
}

/** The first index of the group that each item is in: all that are joined by common keys, also through others. */
function findGroups(items: readonly SplitItem[]): readonly number[] {
  const parents = items.map((_, index) => index);
  const parentOf = (index: number): number => assertExists(parents[index], 'each item has a parent');
  function rootOf(index: number): number {
    let root = index;
    while (parentOf(root) !== root) {
      // Every other step of the way is cut short, so that no way stays long.
      parents[root] = parentOf(parentOf(root));
      root = parentOf(root);
    }
    return root;
  }
  const firstWith = new Map<string, number>();
  for (const [index, { groups }] of items.entries())
    for (const group of groups) {
      const first = firstWith.get(group);
      if (first === undefined) firstWith.set(group, index);
      else {
        const [a, b] = [rootOf(first), rootOf(index)];
        parents[Math.max(a, b)] = Math.min(a, b);
      }
    }
  return items.map((_, index) => rootOf(index));
}

function toUnit(items: readonly SplitItem[], members: readonly number[]): SplitUnit {
  const classes = new Map<number, number>();
  const binding: Record<Split, number> = { train: 0, val: 0, test: 0 };
  const free: number[] = [];
  let size = 0;
  for (const index of members) {
    const item = assertExists(items[index], 'members are items');
    if (item.kept) binding[item.kept] += 1;
    else free.push(index);
    if (!item.isCounted) continue;
    size += 1;
    for (const id of item.classes) classes.set(id, (classes.get(id) ?? 0) + 1);
  }
  const bound = splits.filter((split) => binding[split] > 0).sort((a, b) => binding[b] - binding[a]);
  return { free, size, classes, kept: bound[0] ?? null, isTorn: bound.length > 1 };
}

/** The units of some images, in the order of the least key of each. */
export function splitUnits(items: readonly SplitItem[]): SplitUnit[] {
  const groups = findGroups(items);
  const members = new Map<number, number[]>();
  const order = items.map((_, index) => index).sort((a, b) => compareKeys(items, a, b));
  for (const index of order) {
    const group = assertExists(groups[index], 'each item is in a group');
    const known = members.get(group);
    if (known) known.push(index);
    else members.set(group, [index]);
  }
  return [...members.values()].map((one) => toUnit(items, one));
}

/** By code units: an order of a language would be another on another machine. */
function compareKeys(items: readonly SplitItem[], a: number, b: number): number {
  const [left, right] = [items[a]?.key ?? '', items[b]?.key ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
