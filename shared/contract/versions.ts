import type { ItemId, VersionId } from '../model/ids.ts';
import type { Annotation } from '../model/annotation.ts';
import type { Stage } from '../model/item.ts';

/** A named point in the journal. */
export interface Version {
  readonly id: VersionId;
  readonly name: string;
  readonly note: string;
  /** The last entry of the journal that it holds. */
  readonly seq: number;
  /** Of that entry, SHA-256, hex: names everything that was done up to there. */
  readonly journalHash: string;
  /** Of the labels, SHA-256, hex: the same labels have the same, however they came about. */
  readonly contentHash: string;
  /** Items with labels, or with another stage than `new`. */
  readonly items: number;
  readonly labels: number;
  readonly actor: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface LabelCounts {
  readonly added: number;
  readonly removed: number;
  /** The same label with another class, shape, place in the order, group, or other attributes. */
  readonly changed: number;
}

export interface ItemVersionDiff extends LabelCounts {
  readonly itemId: ItemId;
  /** Where it is now. */
  readonly path: string;
  readonly frame: number;
  /** As of an item. */
  readonly pictureVersion: string;
  /** null: not known yet. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** [from, to], or null when it is the same. */
  readonly stage: readonly [Stage, Stage] | null;
}

/** What is different in `to`, seen from `from`. */
export interface VersionDiff extends LabelCounts {
  /** Items with another stage. */
  readonly stages: number;
  /** A changed label counts for the class that it has in `to`. */
  readonly classes: readonly (LabelCounts & { readonly name: string })[];
  readonly items: { readonly total: number; readonly page: readonly ItemVersionDiff[] };
}

/** The labels of one item in two versions. */
export interface ItemVersions {
  readonly from: readonly Annotation[];
  readonly to: readonly Annotation[];
}

/** What a restore has changed; all zero: everything was so already. */
export interface RestoreResult {
  readonly items: number;
  readonly labels: number;
}
