import { createLatest } from '#shared/base/latest.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { Area } from '#shared/geometry/areas.ts';
import type { LoosePrompt, SmartPrompt } from '#shared/geometry/smartPrompt.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { AppState } from '../../../state/AppState.svelte.ts';

/** Who finds the objects for the smart tool, and what it remembers from one object to the next. */
export class SmartState {
  readonly #app: AppState;
  /** As what an object is kept. */
  form = $state<'polygon' | 'mask'>('polygon');
  /** A model is asked where there is one. */
  isModelWanted = $state(true);
  /** The first of the project's interactive models that can be used. */
  model = $state.raw<ModelInfo | null>(null);
  /** The model has looked at these images, as `sha256 item`. */
  #prepared = $state.raw<ReadonlySet<string>>(new Set());
  /** It could not look at these. */
  readonly #failed = new Set<string>();

  /** A model answers in the open image. */
  readonly isModel: boolean = $derived.by(() => {
    const key = this.#keyOf(this.#app.itemId);
    return this.isModelWanted && key !== null && this.#prepared.has(key);
  });

  /** By the photo alone. The canvas sets it. */
  cut: (prompt: SmartPrompt) => Promise<Area | null> = () => Promise.resolve([]);

  readonly #ask: (prompt: LoosePrompt) => Promise<Area | null>;

  constructor(app: AppState) {
    this.#app = app;
    this.#ask = createLatest((prompt) => this.#askModel(prompt));
  }

  segment(prompt: LoosePrompt): Promise<Area | null> {
    if (this.isModel) return this.#ask(prompt);
    const { box, points } = prompt;
    return box ? this.cut({ box, points }) : Promise.resolve([]);
  }

  toggleForm(): void {
    this.form = this.form === 'polygon' ? 'mask' : 'polygon';
  }

  async findModel(): Promise<void> {
    const models = (await this.#app.attempt(() => this.#app.host.call('models.list', {}))) ?? [];
    this.model = models.find(({ card, problem }) => card.task === 'interactive' && problem === null) ?? null;
  }

  /** Has the model look at an image, and then at the one that comes next. */
  async prepare(itemId: ItemId): Promise<void> {
    await this.#prepareOne(itemId, true);
    const next = await this.#app.findNeighbour(1).catch(() => null);
    // What fails ahead of time is told when it is opened.
    if (next !== null && this.#app.itemId === itemId) await this.#prepareOne(next, false);
  }

  async #prepareOne(itemId: ItemId, isTold: boolean): Promise<void> {
    const [key, sha256] = [this.#keyOf(itemId), this.model?.sha256];
    if (key === null || sha256 === undefined || this.#failed.has(key)) return;
    const call = () => this.#app.host.call('smart.prepare', { modelSha256: sha256, itemId });
    // Without an answer the photo alone is asked, and the person is told once.
    const answer = isTold ? await this.#app.attempt(call) : await call().catch(() => null);
    if (answer) this.#prepared = new Set([...this.#prepared, key]);
    else if (isTold) this.#failed.add(key);
  }

  async #askModel({ box, points }: LoosePrompt): Promise<Area> {
    const { itemId } = this.#app;
    if (!this.model || itemId === null) return [];
    const prompt = { box: box && ([...box] as [number, number, number, number]), points: [...points] };
    const input = { modelSha256: this.model.sha256, itemId, prompt };
    const answer = await this.#app.attempt(() => this.#app.host.call('smart.segment', input));
    if (answer) return answer.area;
    this.isModelWanted = false;
    return [];
  }

  #keyOf(itemId: ItemId | null): string | null {
    return this.model && itemId !== null ? `${this.model.sha256} ${itemId}` : null;
  }
}
