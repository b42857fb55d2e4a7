import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import type { ModelPreview } from '#shared/contract/api/modelsApi.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { AppState } from '../../../state/AppState.svelte.ts';

/** What is asked, but for the image; and who answers. */
export type FindIn<Request> = (request: Request, itemId: ItemId) => Promise<ModelPreview>;

/** One image of the gallery's order at a time, and what a model finds in it. */
export class PreviewState<Request> {
  item = $state.raw<ItemSummary | null>(null);
  offset = $state(0);
  total = $state(0);
  answer = $state.raw<(ModelPreview & { readonly itemId: ItemId; readonly request: Request }) | null>(null);
  problem = $state.raw<ErrorRecord | null>(null);
  readonly #app: AppState;
  readonly #findIn: FindIn<Request>;
  readonly #query: ItemQuery;
  /** Milliseconds that the model took when it was last run, for the image that is shown. */
  runMs = $state(0);
  #wanted: { readonly request: Request } | null = null;
  #isBusy = false;
  #hasStarted = false;

  constructor(app: AppState, findIn: FindIn<Request>) {
    this.#app = app;
    this.#findIn = findIn;
    this.#query = app.query;
  }

  /** For an image to be read, or to come. */
  get isWaiting(): boolean {
    return this.#hasStarted && (this.item === null || this.problem?.code === 'image.changing');
  }

  /** Begins with the image that is open, else the first. */
  async start(): Promise<void> {
    const { host, itemId } = this.#app;
    const query = this.#query;
    const at = itemId === null ? 0 : await host.call('items.position', { query, itemId });
    await this.go(at ?? 0);
    this.#hasStarted = true;
  }

  /** To another place in the order. */
  async go(offset: number): Promise<void> {
    const { total, items } = await this.#app.host.call('items.list', { query: this.#query, offset, limit: 1 });
    this.total = total;
    this.offset = offset;
    this.item = items[0] ?? null;
  }

  /** While an answer is awaited, the newest question replaces those before it. */
  ask(request: Request): void {
    this.#wanted = { request };
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const { request } = next;
      const { item } = this;
      if (!item) continue;
      try {
        const answer = await this.#findIn(request, item.id);
        if (answer.times.runMs > 0) this.runMs = answer.times.runMs;
        this.answer = { ...answer, itemId: item.id, request };
        this.problem = null;
      } catch (error) {
        this.answer = null;
        this.problem = toErrorRecord(error);
      }
    }
    this.#isBusy = false;
  }

  #next(): { readonly request: Request } | null {
    const wanted = this.#wanted;
    this.#wanted = null;
    return wanted;
  }
}
