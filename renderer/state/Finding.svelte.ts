import type { ItemValues, SavedView } from '#shared/contract/api/itemsApi.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import { replaceTerm } from '#shared/query/editQuery.ts';
import type { FieldId } from '#shared/query/fieldRegistry.ts';
import { checkClasses } from '#shared/query/matchNames.ts';
import { parseQuery } from '#shared/query/parseQuery.ts';
import type { QueryProblem } from '#shared/query/queryProblem.ts';
import type { QueryValues } from '#shared/query/completeQuery.ts';
import type { RendererHost } from '../host/RendererHost.ts';

interface Page {
  readonly host: RendererHost;
  query: ItemQuery;
  attempt<T>(work: () => Promise<T>): Promise<T | undefined>;
}

const nothing: ItemValues = { classes: [], tags: [], actors: [], metaKeys: [] };
const formats = ['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif'];

/** The filter as a person writes it, which may not be a query yet, and what the project can be searched by. */
export class Finding {
  /** What stands in the query bar. */
  text = $state('');
  views = $state.raw<readonly SavedView[]>([]);
  values = $state.raw<ItemValues>(nothing);

  readonly problem: QueryProblem | null = $derived.by(() => {
    const parsed = parseQuery(this.text);
    return parsed.ok ? checkClasses(parsed.node, this.values.classes) : parsed.problem;
  });

  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What completion chooses from. */
  get known(): QueryValues {
    const plain = (names: readonly string[]) => names.map((value) => ({ value, count: null }));
    const { classes, tags, actors, metaKeys } = this.values;
    const values = { class: plain(classes), tag: plain(tags), 'annotated-by': plain(actors), format: plain(formats) };
    return { values, metaKeys };
  }

  async loadViews(): Promise<void> {
    this.views = (await this.#page.attempt(() => this.#page.host.call('views.list', {}))) ?? [];
  }

  async loadValues(): Promise<void> {
    this.values = (await this.#page.attempt(() => this.#page.host.call('items.values', {}))) ?? nothing;
  }

  /** Another text; the gallery shows what it finds as soon as it is a query. */
  write(text: string): void {
    this.text = text;
    this.apply();
  }

  apply(): void {
    const { query } = this.#page;
    const where = this.text.trim();
    if (this.problem || where === (query.where ?? '')) return;
    const { where: _gone, ...rest } = query;
    this.#page.query = where === '' ? rest : { ...rest, where };
  }

  /** A field must be this, given as text of the query language; null: it may be anything. */
  set(field: FieldId, term: string | null): void {
    this.write(replaceTerm(this.text, field, term));
  }

  /** The query was set from elsewhere. */
  follow(query: ItemQuery): void {
    const where = query.where ?? '';
    if (!this.problem && this.text.trim() !== where) this.text = where;
  }

  openView({ query, sort, descending }: SavedView): void {
    this.text = query;
    const where = query.trim();
    this.#page.query = { sort, descending, ...(where === '' ? {} : { where }) };
  }
}
