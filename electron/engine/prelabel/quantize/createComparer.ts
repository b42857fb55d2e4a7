import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { InferenceApi, RawPrediction } from '#shared/contract/inferenceApi.ts';
import { objectAgreement, regionAgreement, topClassAgreement } from '#shared/metrics/agreement.ts';
import type { Agreement, SaidTwice } from '#shared/metrics/agreement.ts';
import { defaultThresholds } from '#shared/model/run.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { RunItem } from '../../db/runs.ts';
import type { Supervised } from '../../processes/supervised.ts';

/** What is compared: the surest class of an image, regions of classes, or single objects. */
export type Measure = 'topClass' | 'regions' | 'objects';

export const measureOf = ({ task }: ModelCard): Measure =>
  task === 'classify' ? 'topClass' : task === 'segment' ? 'regions' : 'objects';

/** What a model said of images, and how long a run takes; of an image that it failed on null. */
export interface Answers {
  readonly said: readonly (readonly RawPrediction[] | null)[];
  readonly runMs: number;
}

type Call = Supervised<InferenceApi>['call'];

/** Asks models about images, and compares what they say as a run would show it. */
export function createComparer(deps: {
  readonly model: ModelInfo;
  readonly threads: number;
  readonly call: Call;
  readonly onImage: () => void;
}) {
  const { model, threads, call, onImage } = deps;
  const { card } = model;
  const measure = measureOf(card);
  const threshold = card.scoreThreshold ?? defaultThresholds.scoreThreshold;
  const least = measure === 'topClass' ? 0 : threshold;

  async function load(modelPath: string, sha256: string): Promise<string> {
    const { sessionId } = await call('load', { modelPath, card: { ...card, sha256 }, device: 'cpu', threads });
    return sessionId;
  }

  return {
    measure,
    async ask(modelPath: string, sha256: string, items: readonly RunItem[]): Promise<Answers> {
      const sessionId = await load(modelPath, sha256);
      const look = { others: [], options: defaultRunOptions };
      const thresholds = {
        scoreThreshold: least,
        iouThreshold: card.iouThreshold ?? defaultThresholds.iouThreshold,
        classThresholds: {},
      };
      const said: Answers['said'][number][] = [];
      for (const [at, item] of items.entries()) {
        const input = { sessionId, ...look, ...thresholds, items: [item], upcoming: items.slice(at + 1, at + 4) };
        const { results } = await call('predict', input);
        const result = results[0]?.result;
        said.push(result?.ok ? result.predictions : null);
        onImage();
      }
      const { runMs } = await call('measure', { sessionId });
      return { said, runMs };
    },
    /** How long a run of a model takes now. */
    async time(modelPath: string, sha256: string): Promise<number> {
      return (await call('measure', { sessionId: await load(modelPath, sha256) })).runMs;
    },
    /** An image that one of them failed on is as one that nothing was found in; one that both failed on is left out. */
    compare(items: readonly RunItem[], expected: Answers, found: Answers): Agreement {
      const images = items.flatMap(({ widthPx, heightPx }, at): SaidTwice[] => {
        const [a, b] = [expected.said[at], found.said[at]];
        if (!a && !b) return [];
        return [{ size: { width: widthPx, height: heightPx }, expected: a ?? [], found: b ?? [] }];
      });
      if (measure === 'topClass') return topClassAgreement(images);
      return measure === 'regions' ? regionAgreement(images) : objectAgreement(images);
    },
  };
}
export type Comparer = ReturnType<typeof createComparer>;
