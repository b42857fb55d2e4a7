import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import type { OutputTensor } from '#models/families/family.ts';
import type { Placement } from '#models/families/placement.ts';
import type { ViewPlan } from '#models/views/planViews.ts';

/** What a model said of one view of an image, and how that was put into its input. */
export interface Said {
  readonly placement: Placement;
  readonly outputs: readonly OutputTensor[];
}

/** Of the outputs of one image, so many bytes are kept: those of the views after that are asked for again. */
const keptBytesAtMost = 256 * 2 ** 20;

/** What a model said of the views of one image: enough to read it anew with other thresholds. */
export class SaidOfViews {
  /** Of the image, its bytes and the views. */
  readonly key: string;
  readonly #said = new Map<number, Said>();
  #bytes = 0;

  constructor(key: string) {
    this.key = key;
  }

  static keyOf({ path, contentHash }: ImageToPredict, { views }: ViewPlan): string {
    return JSON.stringify([path, contentHash, views]);
  }

  get(index: number): Said | undefined {
    return this.#said.get(index);
  }

  keep(index: number, said: Said): void {
    const bytes = said.outputs.reduce((sum, { data }) => sum + data.byteLength, 0);
    if (this.#bytes + bytes > keptBytesAtMost) return;
    this.#bytes += bytes;
    this.#said.set(index, said);
  }
}
