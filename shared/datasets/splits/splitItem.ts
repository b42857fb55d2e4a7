import type { Split } from '../../model/split.ts';

/** An image as far as splits go. */
export interface SplitItem {
  /** Tells it from all others, and doesn't depend on the machine: images are taken in the order of their keys. */
  readonly key: string;
  /** Images that have one in common never fall into two splits. */
  readonly groups: readonly string[];
  /** The classes of its labels, each once. */
  readonly classes: readonly number[];
  /** The split that it keeps; null: it is to be put into one. */
  readonly kept: Split | null;
  /** False: it is none of those that are split, but what it keeps binds those of its group. */
  readonly isCounted: boolean;
}
