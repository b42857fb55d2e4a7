import type { ImportOptions } from '#shared/contract/importApi.ts';
import type { WorkDoors } from '../gatedWork.ts';

/** What a task is, apart from what all have in common. */
export type ImportPart =
  | { readonly kind: 'read'; readonly source: string; readonly format: string | null }
  | { readonly kind: 'plan' }
  /** Waits at the gate until nobody else writes, then writes from a connection of its own. */
  | { readonly kind: 'commit'; readonly actor: string }
  | { readonly kind: 'takeBack'; readonly actor: string; readonly seq: number };

/** What an import's worker thread is asked for. The stage is a file that outlives it, so that a preview can be followed by the import. */
export type ImportTask = WorkDoors & {
  readonly projectPath: string;
  /** A file of our own: what was read, until it is imported or dropped. */
  readonly stagePath: string;
  readonly options: ImportOptions;
} & ImportPart;
