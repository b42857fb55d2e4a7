import { expect, test } from 'vitest';
import { askForVectors } from '#engine/embeddings/askForVectors.ts';
import type { Supervised } from '#engine/processes/supervised.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import type { ImageToEmbed, InferenceApi } from '#shared/contract/inferenceApi.ts';

const imageOf = (path: string, itemId: number): ImageToEmbed => ({
  item: { itemId, path, widthPx: 1, heightPx: 1, bitDepth: 8, contentHash: '' },
  parts: [null],
});
const images = ['a', 'crash', 'once', 'b'].map(imageOf);
const vectors = [{ scale: 1, values: Int8Array.of(1) }];

/** A process that ends with some images: with `once` the first time alone. */
function ask(fate: (paths: readonly string[]) => Error | null): {
  asked: string[][];
  answers: ReturnType<typeof askForVectors>;
} {
  const asked: string[][] = [];
  const call = (_: string, input: { readonly images: readonly ImageToEmbed[] }): Promise<unknown> => {
    const paths = input.images.map(({ item }) => item.path);
    asked.push(paths);
    const error = fate(paths);
    if (error) return Promise.reject(error);
    return Promise.resolve({
      answers: input.images.map(({ item }) => ({ itemId: item.itemId, result: { ok: true, vectors } })),
    });
  };
  const deps = {
    inference: { call } as unknown as Supervised<InferenceApi>,
    model: { name: 'm', sha256: 's', path: 'p', card: {} } as unknown as ModelInfo,
    threads: 1,
    signal: new AbortController().signal,
    logger: silentLogger,
  };
  return { asked, answers: askForVectors(deps, images) };
}
const crash = (): AppError => new AppError('process.crashed', { process: 'inference', reason: 'SIGABRT' });

test('an image that brings the process down twice is set aside, the others are described', async () => {
  let onces = 0;
  const { asked, answers } = ask((paths) => {
    if (paths.includes('crash')) return crash();
    return paths.includes('once') && (onces += 1) === 1 ? crash() : null;
  });
  const results = (await answers).map(({ itemId, result }) => [itemId, result.ok ? 'ok' : result.error.code]);
  expect(results).toEqual([
    [0, 'ok'],
    [1, 'model.crashed'],
    [2, 'ok'],
    [3, 'ok'],
  ]);
  expect(asked).toEqual([['a', 'crash', 'once', 'b'], ['a'], ['crash'], ['crash'], ['once'], ['once'], ['b']]);
});

test('what is no death of the process, as cancelling, is told at once', async () => {
  const { asked, answers } = ask(() => new CancelledError());
  await expect(answers).rejects.toThrow(CancelledError);
  expect(asked).toHaveLength(1);
});
