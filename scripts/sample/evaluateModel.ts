import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { generateField } from './generateField.ts';
import { evaluate } from './meanAveragePrecision.ts';
import type { Evaluation, Found } from './meanAveragePrecision.ts';
import { heldBackSeeds } from './seeds.ts';
import { thresholdBaseline } from './thresholdBaseline.ts';

/** The model, through the product's own inference process, and the baseline, on images that training never saw. */
export async function evaluateModel(options: {
  readonly modelPath: string;
  readonly inferenceEntry: string;
  readonly imageCount: number;
}): Promise<{ model: Evaluation; baseline: Evaluation; card: ModelCard }> {
  const { modelPath, inferenceEntry, imageCount } = options;
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'firstpass-evaluate-'));
  const launcher = createForkLauncher({
    execPath: process.execPath,
    entries: { inference: inferenceEntry, imaging: '' },
  });
  const inference = createSupervised<InferenceApi>(launcher, 'inference', { logger: silentLogger });
  try {
    const fields = Array.from({ length: imageCount }, (_, index) => generateField(heldBackSeeds.first + index));
    const items = await Promise.all(
      fields.map(async ({ pixels, widthPx, heightPx }, itemId) => {
        const file = path.join(scratch, `${itemId}.jpg`);
        await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
          .jpeg({ quality: 88 })
          .toFile(file);
        return { itemId, path: file, widthPx, heightPx, bitDepth: 8, contentHash: '' };
      }),
    );
    const { card } = await inference.call('inspect', { modelPath });
    if (!card) throw new Error('no family knows the model');
    const { sessionId } = await inference.call('load', { modelPath, card, device: 'cpu', threads: null });
    const thresholds = { scoreThreshold: 0.02, iouThreshold: 0.5, classThresholds: {} };
    const question = { sessionId, others: [], options: defaultRunOptions, ...thresholds };
    const { results } = await inference.call('predict', { ...question, items, upcoming: [] });
    const found = results.map(({ result }): Found[] => {
      if (!result.ok) throw new Error(result.error.message);
      return result.predictions.flatMap(({ className, score, shape }) =>
        shape.kind === 'box' ? [{ kind: className, score, box: shape.box }] : [],
      );
    });
    const truth = fields.map(({ objects }) => objects);
    return { model: evaluate(found, truth), baseline: evaluate(fields.map(thresholdBaseline), truth), card };
  } finally {
    await inference.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
