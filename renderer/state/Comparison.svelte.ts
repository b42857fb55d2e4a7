import type { ItemDifference, RunComparison } from '#shared/contract/comparison.ts';
import type { ItemId, RunId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { RendererHost } from '../host/RendererHost.ts';
import { createNewest } from './createNewest.ts';

/** So many of the items that differ most are listed. */
export const mostListed = 500;

/** Names a difference for as long as it is one. */
export const differenceKey = ({ kind, prediction, annotationId }: ItemDifference): string =>
  `${kind} ${prediction?.id ?? ''} ${annotationId ?? ''}`;

/** Whether a difference still is one: nobody has decided on the prediction, and the label is there. */
function isOpen({ isSettled, prediction, annotationId }: ItemDifference, document: ItemDocument): boolean {
  if (isSettled || document.decisions.some(({ predictionId }) => predictionId === prediction?.id)) return false;
  return annotationId === null || document.annotations.some(({ id }) => id === annotationId);
}

/** Which run is compared with the labels, what came of it, and the differences of the item that is open. */
export class Comparison {
  /** null: the run that is shown in review. */
  runId = $state<RunId | null>(null);
  overlap = $state(0.5);
  result = $state.raw<RunComparison | null>(null);
  /** Of the open item, as they were when they were last asked for. */
  differences = $state.raw<readonly ItemDifference[]>([]);
  /** The difference that is looked at. */
  currentKey = $state<string | null>(null);

  readonly #host: Pick<RendererHost, 'call'>;
  readonly #newestResult = createNewest();
  readonly #newestList = createNewest();
  #itemId = $state<ItemId | null>(null);
  #modelSha256 = $state('');
  /** The items that differ, as they were listed when one of them was opened: deciding doesn't change the way through. */
  #way: readonly ItemId[] = [];

  constructor(host: Pick<RendererHost, 'call'>) {
    this.#host = host;
  }

  choose(runId: RunId): void {
    if (runId !== this.runId) this.clear();
    this.runId = runId;
  }

  clear(): void {
    this.runId = null;
    this.result = null;
    this.differences = [];
    this.currentKey = null;
    this.#itemId = null;
    this.#way = [];
  }

  async compare(runId: RunId): Promise<void> {
    const { overlap } = this;
    const asked = this.#host.call('runs.compare', { runId, overlap, limit: mostListed });
    this.result = (await this.#newestResult(asked)) ?? this.result;
  }

  async look(runId: RunId, itemId: ItemId): Promise<void> {
    const { overlap } = this;
    const found = await this.#newestList(this.#host.call('runs.differences', { runId, itemId, overlap }));
    if (!found) return;
    this.#itemId = itemId;
    this.#modelSha256 = found.modelSha256;
    this.differences = found.differences;
  }

  /** What is stepped through from now on. */
  enter(): void {
    this.#way = this.result?.differing.items.map(({ itemId }) => itemId) ?? [];
  }

  /** The item before or after this one on the way; null at its end. */
  neighbour(itemId: ItemId | null, step: 1 | -1): ItemId | null {
    const at = itemId === null ? -1 : this.#way.indexOf(itemId);
    return (at < 0 ? this.#way[0] : this.#way[at + step]) ?? null;
  }

  /** Whether the differences of this item are there. */
  knows(itemId: ItemId): boolean {
    return this.#itemId === itemId;
  }

  /** What of an item still waits for a person. */
  openOf(document: ItemDocument | null): readonly ItemDifference[] {
    if (!document || document.item.id !== this.#itemId) return [];
    return this.differences.filter((one) => isOpen(one, document));
  }

  /** The one that is looked at, else the first. */
  currentOf(document: ItemDocument | null): ItemDifference | null {
    const open = this.openOf(document);
    return open.find((one) => differenceKey(one) === this.currentKey) ?? open[0] ?? null;
  }

  /** The item with the compared run's differing predictions as its proposals, instead of those of the active run. */
  over(document: ItemDocument): ItemDocument {
    const predictions = this.openOf(document).flatMap(({ prediction }) => prediction ?? []);
    return { ...document, predictions, modelSha256: this.#modelSha256 };
  }
}
