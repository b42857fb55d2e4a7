import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ImportOptions, ImportPreview, ImportResult } from '#shared/contract/importApi.ts';

/** What an import's worker thread is asked for. The stage is a file that outlives it, so that a preview can be followed by the import. */
export type ImportTask = {
  readonly projectPath: string;
  /** A file of our own: what was read, until it is imported or dropped. */
  readonly stagePath: string;
  readonly options: ImportOptions;
  /** Becomes 1 when the person cancels: a thread that works reads no messages. */
  readonly cancelled: Int32Array<SharedArrayBuffer>;
} & (
  | { readonly kind: 'read'; readonly source: string; readonly format: string | null }
  | { readonly kind: 'plan' }
  /** Waits at the gate until nobody else writes, then writes from a connection of its own. */
  | { readonly kind: 'commit'; readonly actor: string; readonly gate: Int32Array<SharedArrayBuffer> }
  | {
      readonly kind: 'takeBack';
      readonly actor: string;
      readonly gate: Int32Array<SharedArrayBuffer>;
      readonly seq: number;
    }
);

export type ImportMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null }
  /** Everything is ready; the thread waits at the gate until nobody else writes. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'preview'; readonly preview: ImportPreview }
  | { readonly kind: 'done'; readonly result: ImportResult | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
