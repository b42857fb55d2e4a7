import { z } from 'zod';
import type { Annotation } from '../model/annotation.ts';
import type { ItemId } from '../model/ids.ts';
import type { Stage } from '../model/item.ts';
import type { Sample } from './importApi.ts';

export interface PackResult {
  /** For showing only. */
  readonly file: string;
  /** Images and models. */
  readonly files: number;
  readonly bytes: number;
  /** Images that were not there to be packed. */
  readonly missing: Sample<string>;
}

export interface HandOutResult extends PackResult {
  readonly items: number;
  readonly labels: number;
}

export interface UnpackResult {
  /** The project file. For showing only. */
  readonly project: string;
  readonly files: number;
  /** Images that were not there when it was packed. */
  readonly missing: Sample<string>;
}

/** What happens to items that both sides changed differently: left as they are and told of, or one side, or both sides' labels. */
export const conflictChoices = ['ask', 'mine', 'theirs', 'both'] as const;
export const conflictChoiceSchema = z.enum(conflictChoices);
export type ConflictChoice = z.output<typeof conflictChoiceSchema>;

/** An item that both sides changed differently. */
export interface MergeConflict {
  readonly itemId: ItemId;
  readonly path: string;
  readonly frame: number;
  /** As of an item. */
  readonly pictureVersion: string;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** How many labels, and comments, differ. */
  readonly labels: number;
  readonly comments: number;
  /** [mine, theirs]; null: no conflict. */
  readonly stage: readonly [Stage, Stage] | null;
  readonly split: readonly [string | null, string | null] | null;
  /** What was chosen for it. */
  readonly choice: ConflictChoice;
}

export interface MergePreview {
  /** Names what was read, for the other methods of a merge. */
  readonly token: string;
  /** Whom the package was handed to; empty: it was not said. */
  readonly who: string;
  /** ISO 8601, UTC. */
  readonly handedOutAt: string;
  readonly query: string;
  readonly items: {
    readonly handedOut: number;
    /** They get something of the package. */
    readonly taken: number;
    /** Only here something was done. */
    readonly kept: number;
    /** Both sides did the same. */
    readonly same: number;
    readonly conflicts: number;
    /** Of these, with no choice made: they are left as they are. */
    readonly open: number;
    /** Not in this project any more. */
    readonly gone: number;
  };
  /** What comes in. */
  readonly labels: { readonly added: number; readonly changed: number; readonly removed: number };
  readonly comments: number;
  readonly stages: number;
  readonly classesCreated: readonly string[];
  readonly conflicts: Sample<MergeConflict>;
  /** What was done in the package to images that were not handed out: it stays there. */
  readonly notHandedOut: Sample<string>;
}

export interface MergeResult extends MergePreview {
  /** Items that are different now. */
  readonly itemsChanged: number;
}

/** The labels of an item on both sides of a merge, with the classes of this project. */
export interface MergeSides {
  readonly mine: readonly Annotation[];
  readonly theirs: readonly Annotation[];
}
