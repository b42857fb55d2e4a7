import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { ExportSamples } from '#shared/contract/api/exportsApi.ts';
import type { AugmentOptions } from '#shared/model/exportOptions.ts';
import type { RendererHost } from '../host/RendererHost.ts';

type Question = EngineInput<'exports.preview'>;

/** The changed copies that an export would write, one image of theirs at a time. The newest question alone is answered. */
export class ExportSampling {
  /** Which image, of those that get copies. */
  at = $state(0);
  samples = $state.raw<ExportSamples | null>(null);
  problem = $state.raw<ErrorRecord | null>(null);
  isWaiting = $state(false);
  readonly #host: RendererHost;
  #asked = 0;

  constructor(host: RendererHost) {
    this.#host = host;
  }

  ask(question: Question, augment: AugmentOptions, at: number): void {
    this.#asked += 1;
    this.isWaiting = true;
    void this.#answer(this.#asked, { ...question, augment, at });
  }

  /** Nobody looks any more. */
  async end(): Promise<void> {
    this.#asked += 1;
    await this.#host.call('exports.endSamples', {});
  }

  async #answer(mine: number, question: EngineInput<'exports.samples'>): Promise<void> {
    try {
      const samples = await this.#host.call('exports.samples', question);
      if (mine !== this.#asked) return;
      if (samples && samples.image === null && samples.total > 0) {
        // Fewer images get copies than before.
        this.at = samples.total - 1;
        return;
      }
      [this.samples, this.problem, this.isWaiting] = [samples, null, false];
    } catch (error) {
      if (mine === this.#asked) [this.problem, this.isWaiting] = [toErrorRecord(error), false];
    }
  }
}
