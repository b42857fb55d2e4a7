import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { oddModels } from './support/oddModels.ts';
import type { OddModel } from './support/oddParts.ts';

// One engine for all of them: what one model does must not be felt by the next.
let t: TestEngine;
beforeAll(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  copySampleImages(images, 2);
  await t.create('p', images);
  await t.settled();
});
afterAll(() => t.close());

const listAdded = async (): Promise<ModelInfo[]> =>
  (await t.engine.call('models.list', {})).filter(({ builtin }) => !builtin);

function writeModel({ what, write, card }: OddModel): string {
  const folder = path.join(t.home, what.replace(/\W+/g, ' '));
  mkdirSync(folder);
  const file = path.join(folder, 'odd.onnx');
  write(file);
  if (card) writeFileSync(path.join(folder, 'odd.json'), JSON.stringify(card));
  return file;
}

/** What went wrong: when it was added, or with the run as a whole, or with an image of it; or how much it found. */
async function tryModel(file: string): Promise<{ when: string; error: ErrorRecord } | { found: number[] }> {
  const grant = t.engine.grants.add(file).id;
  const outcome = await t.engine.call('models.add', { file: grant }).catch((error: unknown) => error as ErrorRecord);
  if ('code' in outcome) {
    const { code, message, hint, details } = outcome;
    return { when: 'added', error: { code, message, hint, details } };
  }
  const { jobId, runId } = await t.engine.call('runs.start', { modelSha256: outcome.sha256, device: 'cpu' });
  const job = await t.ended(jobId);
  if (job.error) return { when: 'loaded', error: job.error };
  const { failures } = await t.engine.call('runs.failures', { runId, offset: 0, limit: 10 });
  const [failure, ...others] = failures;
  if (failure) {
    expect(others.map(({ error }) => error.code)).toEqual([failure.error.code]);
    return { when: 'run', error: failure.error };
  }
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 10 });
  const documents = await Promise.all(items.map(({ id }) => t.engine.call('items.document', { itemId: id })));
  return { found: documents.map(({ predictions }) => predictions.length) };
}

test.each(oddModels)('a model with $what', async (odd) => {
  const before = (await listAdded()).length;
  const file = writeModel(odd);
  const outcome = await tryModel(file);
  if ('found' in outcome) expect({ found: outcome.found }).toEqual({ found: [odd.finds, odd.finds] });
  else {
    const { when, error } = outcome;
    const said = `${error.message} ${error.hint ?? ''}`;
    expect({ when, code: error.code, said }).toMatchObject({ ...odd.fails });
    // Nothing is left open in the sentences, and there is always something to do.
    expect(said).not.toMatch(/\{\w+\}|onnxruntime_src|internal/);
    expect(error.hint).not.toBeNull();
    if (odd.says) expect(said).toMatch(odd.says);
    // A file is named by its path, and once it was added by its name.
    if (when !== 'added') expect(said).toContain('odd');
  }
  const isKept = 'found' in outcome || outcome.when !== 'added';
  expect(await listAdded()).toHaveLength(before + (isKept ? 1 : 0));
});

test('after all of them a model is added once, other models work, and the project is whole', async () => {
  const before = await listAdded();
  const last = before.at(-1);
  const grant = t.engine.grants.add(last?.path ?? '').id;
  expect(await t.engine.call('models.add', { file: grant })).toEqual(last);
  expect(await listAdded()).toEqual(before);
  const builtin = (await t.engine.call('models.list', {})).find((model) => model.builtin);
  expect(await tryModel(builtin?.path ?? '')).toEqual({ found: [expect.any(Number), expect.any(Number)] });
  expect(await t.engine.call('projects.verify', {})).toMatchObject({ ok: true, differences: [] });
});

test('what lies beside a model is looked at again when it is loaded', async () => {
  const odd = oddModels.find(({ what }) => what === 'weights beside it, as they should be');
  const file = path.join(t.home, (odd?.what ?? '').replace(/\W+/g, ' '), 'odd.onnx');
  const weights = path.join(path.dirname(file), 'w.bin');
  const model = (await listAdded()).find((added) => added.path === file);
  rmSync(weights);
  symlinkSync('/etc/hostname', weights);
  const { jobId } = await t.engine.call('runs.start', { modelSha256: model?.sha256 ?? '', device: 'cpu' });
  expect((await t.ended(jobId)).error).toMatchObject({ code: 'model.externalOutside', details: { file: 'w.bin' } });
});
