import type { InferenceApi, QuantizationWay } from '#shared/contract/inferenceApi.ts';
import { blockCount } from '#models/quantize/listBlocks.ts';

const everyBlock = Array.from({ length: blockCount }, (_, block) => block);

/** How many times `orderBlocks` measures at most. */
export const measuredAtMost = blockCount + 2;

export interface OrderedBlocks {
  readonly ranges: QuantizationWay['ranges'];
  /** Those with layers, the one first that loses most by becoming bytes. */
  readonly worstFirst: () => Promise<readonly number[]>;
}

/**
 * How ranges are best chosen for a model, and which of its blocks bytes hurt most: each is made bytes alone, and what is left of the
 * signal in the model's outputs is measured.
 * @returns null where nothing is there to quantize
 */
export async function orderBlocks(
  measure: (way: QuantizationWay) => Promise<InferenceApi['measureQuantized']['output']>,
): Promise<OrderedBlocks | null> {
  const leastError = (await measure({ floatBlocks: [], ranges: 'leastError' })).decibels;
  const all = (await measure({ floatBlocks: [], ranges: 'all' })).decibels;
  if (leastError === null || all === null) return null;
  const ranges = all > leastError ? 'all' : 'leastError';
  return {
    ranges,
    async worstFirst() {
      const measured: { readonly block: number; readonly decibels: number }[] = [];
      for (const block of everyBlock) {
        const { decibels } = await measure({ ranges, floatBlocks: everyBlock.filter((one) => one !== block) });
        if (decibels !== null) measured.push({ block, decibels });
      }
      return measured.sort((a, b) => a.decibels - b.decibels).map(({ block }) => block);
    },
  };
}
