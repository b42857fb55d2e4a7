import type { Version } from '#shared/contract/versions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { WorkDoors } from '../gatedWork.ts';

export interface SnapshotPair {
  readonly a: string;
  /** null: the project as it is now. */
  readonly b: string | null;
}

/** What is asked for, apart from what all have in common. */
export type VersionPart =
  | { readonly kind: 'describe' }
  | { readonly kind: 'build'; readonly version: Version; readonly target: string }
  | { readonly kind: 'diff'; readonly snapshots: SnapshotPair; readonly offset: number; readonly limit: number }
  | { readonly kind: 'item'; readonly snapshots: SnapshotPair; readonly itemId: ItemId }
  /** Waits at the gate until nobody else writes, then writes from a connection of its own. */
  | { readonly kind: 'restore'; readonly actor: string; readonly version: Version; readonly snapshot: string };

export type VersionTask = WorkDoors & { readonly projectPath: string } & VersionPart;

/** The labels of a project at its newest entry. */
export interface Described {
  readonly seq: number;
  readonly journalHash: string;
  readonly contentHash: string;
  readonly items: number;
  readonly labels: number;
}
