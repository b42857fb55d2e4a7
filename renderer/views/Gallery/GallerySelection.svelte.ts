import { SvelteSet } from 'svelte/reactivity';
import type { ItemChoice, ItemQuery } from '#shared/contract/itemQuery.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { AppState } from '../../state/AppState.svelte.ts';

const pageSize = 1000;
/** Of more than that, all of the query are meant. */
const most = 50_000;

/** Which images of the gallery are selected: some, or all that the query finds. */
export class GallerySelection {
  isAll = $state(false);
  readonly ids = new SvelteSet<ItemId>();
  /** Where a range begins. */
  #anchor = 0;
  readonly #app: AppState;

  constructor(app: AppState) {
    this.#app = app;
  }

  has(id: ItemId): boolean {
    return this.isAll || this.ids.has(id);
  }

  count(total: number): number {
    return this.isAll ? total : this.ids.size;
  }

  clear(): void {
    this.isAll = false;
    this.ids.clear();
  }

  selectAll(): void {
    this.ids.clear();
    this.isAll = true;
  }

  /** Another place to begin a range at, with nothing selected. */
  place(index: number): void {
    this.clear();
    this.#anchor = index;
  }

  toggle(id: ItemId, index: number): void {
    // Of all, one can't be left out: the others would have to be named.
    if (this.isAll) this.clear();
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchor = index;
  }

  /** From where the last selection began to `index`; what is not on screen yet is asked for. */
  async extend(index: number, query: ItemQuery): Promise<void> {
    const [from, to] = [Math.min(this.#anchor, index), Math.min(Math.max(this.#anchor, index), this.#anchor + most)];
    const found: ItemId[] = [];
    for (let offset = from; offset <= to; offset += pageSize) {
      const limit = Math.min(pageSize, to - offset + 1);
      const page = await this.#app.attempt(() => this.#app.host.call('items.list', { query, offset, limit }));
      if (!page || query !== this.#app.query) return;
      found.push(...page.items.map(({ id }) => id));
    }
    this.isAll = false;
    this.ids.clear();
    for (const id of found) this.ids.add(id);
  }

  /** What an action is done to; the image that has the focus where nothing is selected. */
  choice(focused: ItemId | undefined): ItemChoice | null {
    if (this.isAll) return { query: this.#app.query };
    if (this.ids.size > 0) return { itemIds: [...this.ids] };
    return focused === undefined ? null : { itemIds: [focused] };
  }
}
