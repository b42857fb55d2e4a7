import type { DuplicateGroup, DuplicatesFound } from '#shared/contract/api/duplicatesApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { RendererHost } from '../host/RendererHost.ts';

const pageSize = 20;

interface Page {
  readonly groups: readonly DuplicateGroup[];
  /** Of the images when it was loaded. */
  readonly version: number;
}

/** The newest search for duplicates: its groups are loaded page by page as they come into view. */
export class DuplicateSearch {
  near = $state(8);
  withModel = $state(false);
  isRunning = $state(false);
  result = $state.raw<DuplicatesFound | null>(null);
  /** The group that keys are about. */
  focus = $state(0);
  /** Images that a person would rather keep than the best, by group. */
  chosen = $state.raw<ReadonlyMap<number, ItemId>>(new Map());
  /** Counts what arrived, for what is derived from `at`. */
  arrived = $state(0);

  readonly #host: RendererHost;
  readonly #onError: (error: unknown) => void;
  readonly #pages = new Map<number, Page>();
  readonly #loading = new Set<number>();
  /** Counts changes of images: their tags and stages are shown. */
  #version = 0;

  constructor(host: RendererHost, onError: (error: unknown) => void) {
    this.#host = host;
    this.#onError = onError;
  }

  async find(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      const similar = this.withModel ? { atLeast: 0.95 } : null;
      const result = await this.#host.call('duplicates.find', { near: this.near, similar });
      this.forget();
      this.result = result;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'duplicates.cancelled') this.#onError(error);
    } finally {
      this.isRunning = false;
    }
  }

  /** What was found belongs to another project, or to an earlier search. */
  forget(): void {
    this.result = null;
    this.chosen = new Map();
    this.focus = 0;
    this.#pages.clear();
    this.#loading.clear();
  }

  noteChanged(): void {
    this.#version += 1;
    this.arrived += 1;
  }

  /** A group, once it is there; what is shown of its images is loaded again after they have changed. */
  at(index: number): DuplicateGroup | undefined {
    void this.arrived;
    const number = Math.floor(index / pageSize);
    const page = this.#pages.get(number);
    if (page?.version !== this.#version && index < (this.result?.groups ?? 0)) void this.#load(number);
    return page?.groups[index % pageSize];
  }

  keptOf(index: number): ItemId | null {
    return this.chosen.get(index) ?? this.at(index)?.members[0]?.item.id ?? null;
  }

  keep(index: number, itemId: ItemId): void {
    this.chosen = new Map([...this.chosen, [index, itemId]]);
  }

  /** Another image of the focused group is kept: the next one, or the one before. */
  keepBeside(step: 1 | -1): void {
    const members = this.at(this.focus)?.members ?? [];
    const at = members.findIndex(({ item }) => item.id === this.keptOf(this.focus));
    const next = members[at + step];
    if (next) this.keep(this.focus, next.item.id);
  }

  /** The images of a group that are not kept. */
  restOf(index: number): ItemId[] {
    const kept = this.keptOf(index);
    return (this.at(index)?.members ?? []).map(({ item }) => item.id).filter((id) => id !== kept);
  }

  /** The same of all groups. */
  async allRest(): Promise<ItemId[]> {
    if (!this.result) return [];
    const rest = new Set(await this.#host.call('duplicates.rest', { found: this.result.found }));
    for (const [index, kept] of this.chosen) {
      const best = this.at(index)?.members[0]?.item.id;
      if (best !== undefined) rest.add(best);
      rest.delete(kept);
    }
    return [...rest];
  }

  async #load(number: number): Promise<void> {
    const { result } = this;
    if (!result || this.#loading.has(number)) return;
    this.#loading.add(number);
    const version = this.#version;
    try {
      const { groups } = await this.#host.call('duplicates.groups', {
        found: result.found,
        offset: number * pageSize,
        limit: pageSize,
      });
      if (result !== this.result) return;
      this.#pages.set(number, { groups, version });
      this.#loading.delete(number);
      this.arrived += 1;
    } catch (error) {
      this.#loading.delete(number);
      // Another window has looked since.
      if (error instanceof AppError && error.code === 'duplicates.dropped') this.forget();
      else this.#onError(error);
    }
  }
}
