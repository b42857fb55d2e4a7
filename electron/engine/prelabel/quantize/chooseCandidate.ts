import path from 'node:path';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { RunItem } from '../../db/runs.ts';
import type { Answers, Comparer } from './createComparer.ts';

type Way = Pick<InferenceApi['writeQuantized']['input'], 'scope' | 'ranges'>;
export interface Candidate extends Way {
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** On the images that are chosen by, 0..1. */
  readonly loss: number;
}

/** From the smallest and fastest to the most careful. */
const scopes = ['all', 'inner', 'afterTenth', 'afterThird'] as const;
const ranges = ['leastError', 'all'] as const;
export const candidatesAtMost = scopes.length * ranges.length;
/** Good enough: nothing more careful is tried. */
const lossGoodEnough = 0.005;

/** Makes the model in one way after the other, and keeps the one that says most nearly what the float model says. */
export async function chooseCandidate(deps: {
  readonly folder: string;
  readonly items: readonly RunItem[];
  readonly expected: Answers;
  readonly comparer: Comparer;
  readonly write: (way: Way & { readonly file: string }) => Promise<InferenceApi['writeQuantized']['output']>;
}): Promise<Candidate | null> {
  const { folder, items, expected, comparer, write } = deps;
  let best: Candidate | null = null;
  for (const scope of scopes) {
    for (const choice of ranges) {
      const way = { scope, ranges: choice };
      const file = path.join(folder, `${scope}-${choice}.onnx`);
      const written = await write({ ...way, file });
      if (!written) continue;
      const found = await comparer.ask(file, written.sha256, items);
      const loss = 1 - comparer.compare(items, expected, found).value;
      if (!best || loss < best.loss) best = { ...way, ...written, file, loss };
      if (loss <= lossGoodEnough) return best;
    }
  }
  return best;
}
