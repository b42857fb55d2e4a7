import path from 'node:path';
import { blockCount } from '#models/quantize/listBlocks.ts';
import type { InferenceApi, QuantizationWay } from '#shared/contract/inferenceApi.ts';
import { lossAtMost } from '#shared/model/refusedAsDefault.ts';
import type { RunItem } from '../../db/runs.ts';
import type { Answers, Comparer } from './createComparer.ts';
import type { OrderedBlocks } from './orderBlocks.ts';

type Written = NonNullable<InferenceApi['writeQuantized']['output']>;
export interface Candidate extends QuantizationWay, Written {
  readonly file: string;
  /** On the images that are chosen by, 0..1. */
  readonly loss: number;
}

export const candidatesAtMost = blockCount + 1;
/** Half of what is let pass: other images lose a little more or less. */
const lossGoodEnough = lossAtMost / 2;
/** Where too much is lost anyway, so little is not worth the size and time of more layers left float. */
const lossHardlyMore = lossAtMost / 2;
/** With more layers left float it would hardly be worth having: a share of the float model's size. */
const sizeAtMost = 0.5;

/**
 * Makes bytes of the whole model, then leaves one block more float each time, the worst first, until little enough is lost; keeps
 * what says most nearly what the float model says; where all lose too much, the first that loses hardly more than that.
 * @returns null where nothing is there to quantize
 */
export async function chooseCandidate(deps: {
  readonly folder: string;
  readonly floatBytes: number;
  readonly items: readonly RunItem[];
  readonly expected: Answers;
  readonly comparer: Comparer;
  readonly blocks: OrderedBlocks;
  readonly write: (way: QuantizationWay & { readonly file: string }) => Promise<Written | null>;
}): Promise<Candidate | null> {
  const { folder, floatBytes, items, expected, comparer, blocks, write } = deps;
  const { ranges } = blocks;
  async function make(floatBlocks: readonly number[], mayBeLarge: boolean): Promise<Candidate | null> {
    const way = { ranges, floatBlocks };
    const file = path.join(folder, `${['float', ...floatBlocks].join('-')}.onnx`);
    const written = await write({ ...way, file });
    if (!written || (!mayBeLarge && written.sizeBytes > sizeAtMost * floatBytes)) return null;
    const found = await comparer.ask(file, written.sha256, items);
    return { ...way, ...written, file, loss: 1 - comparer.compare(items, expected, found).value };
  }

  const first = await make([], true);
  if (!first || first.loss <= lossGoodEnough) return first;
  const made = [first];
  for (const block of await blocks.worstFirst()) {
    const candidate = await make([...(made.at(-1)?.floatBlocks ?? []), block], false);
    // Too large with this block: a smaller one may still fit.
    if (!candidate) continue;
    made.push(candidate);
    if (candidate.loss <= lossGoodEnough) return candidate;
  }
  const least = Math.min(...made.map(({ loss }) => loss));
  const enough = least > lossAtMost ? least + lossHardlyMore : least;
  return made.find(({ loss }) => loss <= enough) ?? first;
}
