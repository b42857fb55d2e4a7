import path from 'node:path';
import { onTestFinished } from 'vitest';
import { completeCard } from '#engine/prelabel/completeCard.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { ImageToPredict, InferenceApi, RawPrediction } from '#shared/contract/inferenceApi.ts';
import type { QuantizedVector, Region } from '#shared/model/embedding.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import sharp from 'sharp';

/** A real inference process, without an engine around it. */
export interface TestInference {
  /** The card of a model with no card beside it, or with this one. */
  cardOf(modelPath: string, beside?: Readonly<Record<string, unknown>>): Promise<ModelCard>;
  /** Predictions of one image; an image that can't be predicted throws. */
  predict(
    modelPath: string,
    card: ModelCard,
    image: string,
    thresholds: { readonly score: number; readonly iou: number },
  ): Promise<readonly RawPrediction[]>;
  /** What an inner tensor of the model says of parts of an image; null is all of it. */
  embed(
    modelPath: string,
    card: ModelCard,
    image: string,
    parts: readonly (Region | null)[],
  ): Promise<readonly QuantizedVector[]>;
}

export function startInference(): TestInference {
  const launcher = createForkLauncher({
    execPath: process.execPath,
    entries: { inference: path.resolve('electron/inference/index.ts'), imaging: '' },
  });
  const inference = createSupervised<InferenceApi>(launcher, 'inference', { logger: silentLogger });
  onTestFinished(() => inference.close());
  async function itemOf(image: string): Promise<ImageToPredict> {
    const { width, height } = (await sharp(image).metadata()).autoOrient;
    return { itemId: 1, path: image, widthPx: width, heightPx: height, bitDepth: 8, contentHash: '' };
  }
  return {
    async cardOf(modelPath, beside) {
      const { signature, card } = await inference.call('inspect', { modelPath });
      return completeCard(modelPath, beside ?? null, card, signature);
    },
    async predict(modelPath, card, image, { score, iou }) {
      const { sessionId } = await inference.call('load', { modelPath, card, device: 'cpu', threads: 1 });
      const item = await itemOf(image);
      const input = {
        sessionId,
        scoreThreshold: score,
        iouThreshold: iou,
        classThresholds: {},
        items: [item],
        upcoming: [],
      };
      const { result } = (await inference.call('predict', input)).results[0] ?? {};
      if (!result?.ok) throw new Error(result?.error.message ?? 'no answer');
      return result.predictions;
    },
    async embed(modelPath, card, image, parts) {
      const images = [{ item: await itemOf(image), parts }];
      const { answers } = await inference.call('embedImages', { modelPath, card, threads: 1, images });
      const { result } = answers[0] ?? {};
      if (!result?.ok) throw new Error(result?.error.message ?? 'no answer');
      return result.vectors;
    },
  };
}
