import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineParsedInput } from '#shared/contract/engineApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { SmartAnswer } from '#shared/model/smartAnswer.ts';
import { getReadableItem } from '../db/runs.ts';
import { createBoundedFolder } from '../library/createBoundedFolder.ts';
import { isProcessDeath } from '../processes/isProcessDeath.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { ModelLibrary } from './createModelLibrary.ts';
import { findDecoder } from './findDecoder.ts';

/** What an interactive model says of prompts. Nothing is kept but the embeddings of images, which can be made again. */
export interface Segmenter {
  /** @throws {AppError} model.*, item.notFound, image.*, process.* */
  segment(input: EngineParsedInput<'smart.segment'>): Promise<SmartAnswer>;
  /** So that the first prompt is answered as fast as the next ones. @throws as `segment` does */
  prepare(input: EngineParsedInput<'smart.prepare'>): Promise<{ readonly isThere: boolean }>;
}

const limitMs = 180_000;
/** An embedding of SAM takes 4 MB: those of some five hundred images. */
const limitBytes = 2_000_000_000;
/** Counts up when embeddings of the same bytes come out different. */
const version = 2;

export function createSegmenter(deps: {
  readonly db: Database;
  readonly models: ModelLibrary;
  readonly inference: Supervised<InferenceApi>;
  readonly threads: number;
  readonly cacheFolder: string;
  readonly logger: Logger;
}): Segmenter {
  const { db, models, inference, threads, cacheFolder, logger } = deps;
  const cache = createBoundedFolder({
    folder: path.join(cacheFolder, `embeddings-${version}`),
    limitBytes,
    logger,
  });
  /** What each message says of model and image. */
  async function embedded(sha256: string, itemId: ItemId) {
    const item = getReadableItem(db, itemId);
    const { path: encoderPath, card, name } = assertExists((await models.recall([sha256]))[0], 'one was asked for');
    if (card.task !== 'interactive') throw new AppError('model.notInteractive', { name });
    const fileName = `${sha256.slice(0, 16)}-${item.contentHash}.f32`;
    const cacheFile = path.join(cache.folder, fileName);
    return {
      fileName,
      message: { encoderPath, decoderPath: findDecoder(encoderPath, card), card, item, cacheFile, threads },
    };
  }

  /** A process that died is asked once more: it starts again by itself, and the embedding may be on disk by then. */
  async function twice<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isProcessDeath(error)) throw error;
      logger.warn('a prompt is asked again', { reason: error.message });
      return ask();
    }
  }

  async function note(fileName: string, isThere: boolean): Promise<void> {
    await (isThere ? cache.noteUse(fileName) : cache.noteAdded(fileName));
  }

  return {
    async segment({ modelSha256, itemId, prompt }) {
      const { fileName, message } = await embedded(modelSha256, itemId);
      const input = { ...message, prompt };
      const { area, score, isThere } = await twice(() => inference.call('segment', input, { timeoutMs: limitMs }));
      void note(fileName, isThere);
      return { area, score };
    },
    async prepare({ modelSha256, itemId }) {
      const { fileName, message } = await embedded(modelSha256, itemId);
      const { isThere } = await twice(() => inference.call('embed', message, { timeoutMs: limitMs }));
      void note(fileName, isThere);
      return { isThere };
    },
  };
}
