import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import type { RendererHost } from '../host/RendererHost.ts';

const pageSize = 100;

/** Rows of a long list, loaded page by page as they come into view; never the whole list. */
export class ItemWindow {
  total = $state(0);
  isLoaded = $state(false);
  /** Counts what arrived, for what is derived from `at`. */
  version = $state(0);

  readonly #host: RendererHost;
  readonly #onError: (error: unknown) => void;
  readonly #pages = new Map<number, readonly ItemSummary[]>();
  readonly #loading = new Set<number>();
  #query: ItemQuery = {};
  #generation = 0;

  constructor(host: RendererHost, onError: (error: unknown) => void) {
    this.#host = host;
    this.#onError = onError;
  }

  /** Another query, or the same after a change: rows that are there stay until the new ones have come. */
  refresh(query: ItemQuery): void {
    const isSame = JSON.stringify(query) === JSON.stringify(this.#query);
    this.#query = query;
    this.#generation += 1;
    this.#loading.clear();
    const wanted = isSame ? [...this.#pages.keys()] : [];
    if (!isSame) this.#pages.clear();
    for (const page of wanted.length > 0 ? wanted : [0]) void this.#load(page);
  }

  at(index: number): ItemSummary | undefined {
    const page = Math.floor(index / pageSize);
    const rows = this.#pages.get(page);
    if (!rows && index < this.total) void this.#load(page);
    return rows?.[index % pageSize];
  }

  async #load(page: number): Promise<void> {
    if (this.#loading.has(page)) return;
    this.#loading.add(page);
    const generation = this.#generation;
    try {
      const { total, items } = await this.#host.call('items.list', {
        query: this.#query,
        offset: page * pageSize,
        limit: pageSize,
      });
      if (generation !== this.#generation) return;
      this.total = total;
      this.#pages.set(page, items);
      this.isLoaded = true;
      this.version += 1;
    } catch (error) {
      this.#onError(error);
    } finally {
      if (generation === this.#generation) this.#loading.delete(page);
    }
  }
}
