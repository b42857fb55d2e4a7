import type { ErrorRecord } from '#shared/contract/errors.ts';

/** What every worker that may be cancelled, or that writes the project, is given. */
export interface WorkDoors {
  /** Becomes 1 when the person cancels: a thread that works reads no messages. */
  readonly cancelled: Int32Array<SharedArrayBuffer>;
  /** Becomes 1 when nobody else writes any more: whoever writes waits for it. */
  readonly gate: Int32Array<SharedArrayBuffer>;
}

export type WorkMessage<Result> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null }
  /** Everything is ready; the thread waits at the gate until nobody else writes. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
