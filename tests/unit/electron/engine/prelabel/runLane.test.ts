import { expect, test } from 'vitest';
import type { ItemResult } from '#shared/contract/inferenceApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { RunItem } from '#engine/db/runs.ts';
import type { Predictor } from '#engine/prelabel/createPredictor.ts';
import { runLane } from '#engine/prelabel/runLane.ts';

const makeItem = (id: number): RunItem => ({
  ...{
    itemId: id as ItemId,
    path: `/${id}.jpg`,
    frame: 0,
    widthPx: 1,
    heightPx: 1,
    bitDepth: 8,
    contentHash: String(id),
  },
});
const ids = (items: readonly RunItem[]): number[] => items.map(({ itemId }) => itemId);
const results = (items: readonly RunItem[]): ItemResult[] =>
  items.map(({ itemId }) => ({ itemId, result: { ok: true, predictions: [] } }));

/** A feed of so many images, and everything that happens to it in order. */
function makeWork(count: number) {
  const waiting = Array.from({ length: count }, (_, index) => makeItem(index));
  const log: string[] = [];
  const returned: number[] = [];
  return {
    log,
    returned,
    take: (size: number) => waiting.splice(0, size),
    store: (items: readonly RunItem[], answers: readonly ItemResult[]): void => {
      expect(answers.map(({ itemId }) => itemId)).toEqual(ids(items));
      log.push(`store ${ids(items).join()}`);
    },
    giveBack: (items: readonly RunItem[]): void => void returned.push(...ids(items)),
  };
}
const predictor = (predict: Predictor['predict']): Predictor => ({
  load: () => Promise.resolve({ device: 'cpu', fallback: null }),
  predict,
});

test('all images are stored once and in order, and the next are under way before the last are stored', async () => {
  const work = makeWork(40);
  await runLane(
    predictor((items) => {
      work.log.push(`ask ${ids(items).join()}`);
      return Promise.resolve(results(items));
    }),
    work,
  );
  expect(work.log.slice(0, 3)).toEqual(['ask 0', 'ask 1', 'store 0']);
  const stored = work.log.filter((line) => line.startsWith('store')).flatMap((line) => line.slice(6).split(','));
  expect(stored.map(Number)).toEqual(Array.from({ length: 40 }, (_, index) => index));
  expect(work.returned).toEqual([]);
});

test('what it was given and has not done goes back when its process is lost', async () => {
  const work = makeWork(20);
  const lost = new Error('lost');
  const lane = runLane(
    predictor((items) => (items[0]?.itemId === 2 ? Promise.reject(lost) : Promise.resolve(results(items)))),
    work,
  );
  await expect(lane).rejects.toBe(lost);
  const stored = work.log.flatMap((line) => line.slice(6).split(',').map(Number));
  expect(stored).toEqual([0, 1]);
  expect(work.returned[0]).toBe(2);
  expect(new Set(work.returned).size).toBe(work.returned.length);
});

test('what could not be stored goes back with the rest', async () => {
  const work = makeWork(3);
  const full = new Error('disk full');
  const store = (): void => {
    throw full;
  };
  await expect(
    runLane(
      predictor((items) => Promise.resolve(results(items))),
      { ...work, store },
    ),
  ).rejects.toBe(full);
  expect(work.returned.sort()).toEqual([0, 1, 2]);
});
