import type { ItemId } from '#shared/model/ids.ts';
import { createNewest } from './createNewest.ts';
import type { RendererHost } from '../host/RendererHost.ts';

/** Who made the labels of the open item; a person keeps their number, and so their colour, in every image. */
export class Authors {
  /** Names in the order in which they were first seen. */
  names = $state.raw<readonly string[]>([]);
  #byLabel = $state.raw<Readonly<Record<string, string>>>({});
  readonly #host: RendererHost;
  readonly #newest = createNewest();

  constructor(host: RendererHost) {
    this.#host = host;
  }

  async refresh(itemId: ItemId): Promise<void> {
    const byLabel = await this.#newest(this.#host.call('annotations.authors', { itemId }));
    if (!byLabel) return;
    this.names = [...new Set([...this.names, ...Object.values(byLabel)])];
    this.#byLabel = byLabel;
  }

  /** The number of whoever made a label; -1: a model, or not known yet. */
  numberOf(labelId: string): number {
    return this.names.indexOf(this.#byLabel[labelId] ?? '');
  }

  /** Those who made one of these labels, with their numbers. */
  among(labelIds: readonly string[]): { readonly name: string; readonly number: number }[] {
    const numbers = [...new Set(labelIds.map((id) => this.numberOf(id)))].filter((number) => number >= 0);
    return numbers.sort((a, b) => a - b).map((number) => ({ name: this.names[number] ?? '', number }));
  }
}
