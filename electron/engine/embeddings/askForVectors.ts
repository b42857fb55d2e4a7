import { assertExists } from '#shared/base/assert.ts';
import type { Logger } from '#shared/base/log.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ImageToEmbed, ImageVectors, InferenceApi } from '#shared/contract/inferenceApi.ts';
import { explainDeath } from '../prelabel/explainDeath.ts';
import { isProcessDeath } from '../processes/isProcessDeath.ts';
import type { Supervised } from '../processes/supervised.ts';

const loadLimitMs = 120_000;
const partLimitMs = 2_000;

/**
 * An answer for each image, in order. A message that kills the process is asked again image by image; the image that kills it
 * twice is set aside.
 * @throws {AppError} model.*; CancelledError
 */
export async function askForVectors(
  deps: {
    readonly inference: Supervised<InferenceApi>;
    readonly model: ModelInfo;
    readonly threads: number;
    readonly signal: AbortSignal;
    readonly logger: Logger;
  },
  images: readonly ImageToEmbed[],
): Promise<readonly ImageVectors[]> {
  const { inference, model, threads, signal, logger } = deps;
  async function attempt(some: readonly ImageToEmbed[]): Promise<readonly ImageVectors[]> {
    const input = { modelPath: model.path, card: model.card, threads, images: some };
    const timeoutMs = loadLimitMs + partLimitMs * some.reduce((sum, { parts }) => sum + parts.length, 0);
    return (await inference.call('embedImages', input, { timeoutMs, signal })).answers;
  }
  async function alone(image: ImageToEmbed, tries: number): Promise<ImageVectors> {
    try {
      const [answer] = await attempt([image]);
      return assertExists(answer, 'there is an answer for each image');
    } catch (error) {
      if (!isProcessDeath(error)) throw error;
      if (tries > 1) return alone(image, tries - 1);
      const { itemId, path } = image.item;
      const said = explainDeath(error, model.name, path, loadLimitMs);
      return { itemId, result: { ok: false, error: toErrorRecord(said) } };
    }
  }
  try {
    return await attempt(images);
  } catch (error) {
    if (!isProcessDeath(error)) throw error;
    logger.warn('images are described again one by one', { model: model.sha256, reason: error.message });
  }
  const answers: ImageVectors[] = [];
  for (const image of images) answers.push(await alone(image, images.length > 1 ? 2 : 1));
  return answers;
}
