import type { InferenceApi, ItemResult, RawPrediction, StepTimes } from '#shared/contract/inferenceApi.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { Thresholds } from '#shared/model/run.ts';
import { fusePredictions } from '#models/post/fusePredictions.ts';
import { halveThresholds, keepCertain } from '#models/views/findInViews.ts';
import type { LoadedModel } from './LoadedModel.ts';

type Members = readonly [LoadedModel, ...LoadedModel[]];
type Batch = Parameters<LoadedModel['predict']>[0];
type Look = Parameters<LoadedModel['preview']>[0];

const sumTimes = (a: StepTimes, b: StepTimes): StepTimes => ({
  decodeMs: a.decodeMs + b.decodeMs,
  tensorMs: a.tensorMs + b.tensorMs,
  runMs: a.runMs + b.runMs,
  postMs: a.postMs + b.postMs,
});

/** What one member can't say, the committee can't: it would be certain of too little. */
function fuse(results: readonly ItemResult['result'][], thresholds: Thresholds): ItemResult['result'] {
  const answers: RawPrediction[][] = [];
  for (const result of results) {
    if (!result.ok) return result;
    answers.push([...result.predictions]);
  }
  return { ok: true, predictions: keepCertain(fusePredictions(answers), thresholds) };
}

/** Several models asked about the same images, one after the other, and their answers as one. One alone answers for itself. */
export async function predictTogether(members: Members, batch: Batch): Promise<InferenceApi['predict']['output']> {
  const [first, ...others] = members;
  if (others.length === 0) return first.predict(batch);
  const asked = { ...batch, ...halveThresholds(batch) };
  const answers: InferenceApi['predict']['output'][] = [];
  for (const member of members) answers.push(await member.predict(asked));
  const started = performance.now();
  const results = batch.items.map(({ itemId }, at): ItemResult => {
    const said = answers.map(({ results: all }) => assertExists(all[at], 'there is a result for each item').result);
    return { itemId, result: fuse(said, batch) };
  });
  const fuseMs = { decodeMs: 0, tensorMs: 0, runMs: 0, postMs: performance.now() - started };
  return { results, times: answers.map(({ times }) => times).reduce(sumTimes, fuseMs) };
}

/** As `predictTogether`, of one image, whose outputs each model keeps. */
export async function previewTogether(members: Members, look: Look): Promise<InferenceApi['preview']['output']> {
  const [first, ...others] = members;
  if (others.length === 0) return first.preview(look);
  const asked = { ...look, ...halveThresholds(look) };
  const answers: InferenceApi['preview']['output'][] = [];
  for (const member of members) answers.push(await member.preview(asked));
  const result = fuse(
    answers.map((answer) => answer.result),
    look,
  );
  return { result, times: answers.map(({ times }) => times).reduce(sumTimes) };
}
