import { applyChange } from '#shared/change/applyChange.ts';
import type { Change } from '#shared/change/change.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { keepOrder } from '#shared/model/keepOrder.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { RendererHost } from '../host/RendererHost.ts';

export type SaveState = 'saved' | 'saving' | 'failed';

interface Edit {
  readonly itemId: ItemId;
  readonly change: Change;
  readonly label: string;
}

const retryMs = 2_000;
const keepAtMost = 8;

/**
 * The open item. An edit shows at once and is saved behind it, in order; until the engine has it on disk it says so. A
 * failed save keeps the edit on screen and tries again.
 */
export class DocumentState {
  document = $state.raw<ItemDocument | null>(null);
  saveState = $state<SaveState>('saved');

  readonly #host: RendererHost;
  readonly #onError: (error: unknown) => void;
  readonly #queue: Edit[] = [];
  /** Revision of each item as the engine acknowledged it last. */
  readonly #revisions = new Map<ItemId, number>();
  readonly #prefetched = new Map<ItemId, Promise<ItemDocument>>();
  #flushing: Promise<void> | null = null;
  #wanted: ItemId | null = null;

  constructor(host: RendererHost, onError: (error: unknown) => void) {
    this.#host = host;
    this.#onError = onError;
  }

  /** The item's document, shown unless another was asked for in the meantime. @returns whether it is shown. */
  async open(itemId: ItemId): Promise<boolean> {
    this.#wanted = itemId;
    await this.settled();
    const document = await (this.#prefetched.get(itemId) ?? this.#load(itemId));
    this.#prefetched.delete(itemId);
    if (this.#wanted !== itemId) return false;
    this.#revisions.set(itemId, document.item.revision);
    this.document = document;
    return true;
  }

  close(): void {
    this.#wanted = null;
    this.document = null;
    this.#prefetched.clear();
  }

  prefetch(itemId: ItemId): Promise<ItemDocument> {
    const known = this.#prefetched.get(itemId);
    if (known) return known;
    const loading = this.#load(itemId);
    this.#prefetched.set(itemId, loading);
    // A failure is told when the item is really opened.
    loading.catch(() => this.#prefetched.delete(itemId));
    for (const oldest of [...this.#prefetched.keys()].slice(0, Math.max(0, this.#prefetched.size - keepAtMost))) {
      this.#prefetched.delete(oldest);
    }
    return loading;
  }

  /** The engine says that an item changed; if not by us, what we have of it is old. */
  noteChanged(itemId: ItemId | null, revision?: number): void {
    if (itemId === null) this.#prefetched.clear();
    else this.#prefetched.delete(itemId);
    const open = this.document?.item.id;
    if (open === undefined || (itemId !== null && itemId !== open)) return;
    if (this.#queue.some((edit) => edit.itemId === open)) return;
    if (revision !== undefined && revision === this.#revisions.get(open)) return;
    void this.reload();
  }

  async reload(): Promise<void> {
    const itemId = this.document?.item.id;
    if (itemId === undefined) return;
    try {
      const document = await this.#load(itemId);
      if (this.document?.item.id !== itemId || this.#queue.length > 0) return;
      this.#revisions.set(itemId, document.item.revision);
      // The store lists from the bottom to the top; under the eyes of a person the list keeps its order.
      this.document = { ...document, annotations: keepOrder(this.document.annotations, document.annotations) };
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Shows the change at once and saves it. */
  apply(change: Change, label: string): void {
    const { document } = this;
    if (!document) return;
    this.document = applyChange(document, change);
    this.#queue.push({ itemId: document.item.id, change, label });
    this.saveState = 'saving';
    this.#flushing ??= this.#flush();
  }

  /** Resolves when everything is saved. */
  async settled(): Promise<void> {
    while (this.#flushing) await this.#flushing;
  }

  #load(itemId: ItemId): Promise<ItemDocument> {
    return this.#host.call('items.document', { itemId });
  }

  async #flush(): Promise<void> {
    for (let edit = this.#queue[0]; edit; edit = this.#queue[0]) {
      if (await this.#save(edit)) this.#queue.shift();
      else await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    this.#flushing = null;
    this.saveState = 'saved';
  }

  /** @returns whether the edit is dealt with; false: it is tried again. */
  async #save({ itemId, change, label }: Edit): Promise<boolean> {
    const baseRevision = this.#revisions.get(itemId) ?? 0;
    try {
      const answer = await this.#host.call('annotations.apply', { itemId, baseRevision, change, label });
      if (answer.ok) {
        this.#revisions.set(itemId, answer.revision);
        this.saveState = 'saving';
        return true;
      }
      await this.#discard(itemId);
      this.#onError(new AppError('store.conflict'));
      return true;
    } catch (error) {
      const isRefused = error instanceof AppError && /^(contract|class|item|project)\./.test(error.code);
      if (isRefused) {
        await this.#discard(itemId);
        this.#onError(error);
        return true;
      }
      if (this.saveState !== 'failed') this.#onError(error);
      this.saveState = 'failed';
      return false;
    }
  }

  /** What the engine refused can't be saved later either: later edits of the item build on it. The item is loaded anew. */
  async #discard(itemId: ItemId): Promise<void> {
    const first = this.#queue[0];
    const others = this.#queue.filter((edit) => edit.itemId !== itemId);
    this.#queue.splice(0, this.#queue.length, ...(first ? [first] : []), ...others);
    const document = await this.#load(itemId);
    this.#revisions.set(itemId, document.item.revision);
    if (this.document?.item.id === itemId) this.document = document;
  }
}
