import type { EditLabel } from '#shared/text/editLabel.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import type { Change } from '#shared/change/change.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { keepOrder } from '#shared/model/keepOrder.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { RendererHost } from '../host/RendererHost.ts';
import { EditQueue } from './EditQueue.svelte.ts';
import type { SaveState } from './EditQueue.svelte.ts';

const keepAtMost = 8;

/**
 * The open item. An edit shows at once and is saved behind it, in order; until the engine has it on disk it says so. A
 * failed save keeps the edit on screen and tries again. Edits belong to the project that they were made in.
 */
export class DocumentState {
  document = $state.raw<ItemDocument | null>(null);

  readonly #host: Pick<RendererHost, 'call'>;
  readonly #onError: (error: unknown) => void;
  /** Of the open project, and of others with edits that could not be saved before they were left. */
  readonly #queues = new Map<string, EditQueue>();
  #queue = $state.raw<EditQueue | null>(null);
  readonly #prefetched = new Map<ItemId, Promise<ItemDocument>>();
  #wanted: ItemId | null = null;

  constructor(host: Pick<RendererHost, 'call'>, onError: (error: unknown) => void) {
    this.#host = host;
    this.#onError = onError;
  }

  get saveState(): SaveState {
    return this.#queue?.state ?? 'saved';
  }

  /** Edits of the open project that are not on disk yet. */
  get unsavedCount(): number {
    return this.#queue?.count ?? 0;
  }

  /** Of all projects. */
  get unsavedInAll(): number {
    return [...this.#queues.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** Another project is open, or none. What waits to be saved in the one before waits until that is open again. */
  useProject(path: string | null): void {
    const before = this.#queue;
    if (before?.projectPath !== path) {
      before?.park();
      if (before?.count === 0) this.#queues.delete(before.projectPath);
      this.close();
      this.#queue = path === null ? null : (this.#queues.get(path) ?? this.#createQueue(path));
    }
    this.#queue?.resume();
  }

  /** The item's document, shown unless another was asked for in the meantime. @returns whether it is shown. */
  async open(itemId: ItemId): Promise<boolean> {
    this.#wanted = itemId;
    const queue = this.#queue;
    let document = await this.find(itemId);
    this.#prefetched.delete(itemId);
    // Read before its newest edit was saved: it is read again.
    if (queue?.isNew(document) === false && !queue.look(itemId)) document = await this.#load(itemId);
    if (this.#wanted !== itemId || queue !== this.#queue) return false;
    if (!queue?.look(itemId)) queue?.noteLoaded(document);
    this.document = document;
    return true;
  }

  /** An item as it is, with the edits that wait to be saved. */
  async find(itemId: ItemId): Promise<ItemDocument> {
    return this.#queue?.look(itemId) ?? (await (this.#prefetched.get(itemId) ?? this.#load(itemId)));
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
    if (this.#queue?.look(open)) return;
    if (revision !== undefined && revision === this.#queue?.revision(open)) return;
    void this.reload();
  }

  async reload(): Promise<void> {
    const itemId = this.document?.item.id;
    const queue = this.#queue;
    if (itemId === undefined) return;
    try {
      const document = await this.#load(itemId);
      if (this.document?.item.id !== itemId || queue !== this.#queue || queue?.look(itemId)) return;
      if (queue?.isNew(document) === false) return;
      queue?.noteLoaded(document);
      // The store lists from the bottom to the top; under the eyes of a person the list keeps its order.
      this.document = { ...document, annotations: keepOrder(this.document.annotations, document.annotations) };
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Shows the change at once and saves it. */
  apply(change: Change, label: EditLabel): void {
    const { document } = this;
    if (!document || !this.#queue) return;
    this.document = applyChange(document, change);
    // With an id of its own: sent again after the answer was lost, it isn't made twice.
    const edit = { editId: crypto.randomUUID(), itemId: document.item.id, change, label };
    this.#queue.add(edit, this.document);
  }

  /** @returns true when everything is saved, false as soon as something can't be saved now. */
  async settled(): Promise<boolean> {
    return (await this.#queue?.settled()) ?? true;
  }

  #load(itemId: ItemId): Promise<ItemDocument> {
    return this.#host.call('items.document', { itemId });
  }

  #createQueue(projectPath: string): EditQueue {
    const queue = new EditQueue(projectPath, {
      send: (edit, baseRevision) => this.#host.call('annotations.apply', { projectPath, baseRevision, ...edit }),
      load: (itemId) => this.#load(itemId),
      onRefused: (itemId, document, error) => {
        this.#prefetched.delete(itemId);
        if (queue === this.#queue && this.document?.item.id === itemId) this.document = document;
        this.#onError(error);
      },
      onFailed: (error) => this.#onError(error),
    });
    this.#queues.set(projectPath, queue);
    return queue;
  }
}
