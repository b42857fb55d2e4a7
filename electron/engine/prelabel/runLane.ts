import type { ItemResult } from '#shared/contract/inferenceApi.ts';
import type { RunItem } from '../db/runs.ts';
import type { Predictor } from './createPredictor.ts';

/** Where a lane gets its images from, and where its results go. */
export interface LaneWork {
  /** Up to `count` images that nobody else works on; none: there is nothing left. */
  take(count: number): readonly RunItem[];
  store(items: readonly RunItem[], results: readonly ItemResult[]): void;
  /** What was taken and is not done. */
  giveBack(items: readonly RunItem[]): void;
}

/**
 * Items of one message: at most so many, and no more than take so long, so that cancelling is felt at once, little is
 * done twice after a crash, and at the end no lane waits long for another.
 */
const batchAtMost = 16;
const batchMs = 200;

/**
 * One process at work on a run, until there is nothing left to take. It is given the next batch before the results of the
 * last are stored, and decodes ahead what comes after that.
 * @throws what `predictor` and `store` throw
 */
export async function runLane(predictor: Predictor, { take, store, giveBack }: LaneWork): Promise<void> {
  let size = 1;
  let answered: readonly RunItem[] = [];
  let current: readonly RunItem[] = [];
  let next = take(size);

  async function ask(items: readonly RunItem[]): Promise<readonly ItemResult[]> {
    const started = performance.now();
    const results = await predictor.predict(items, next);
    const itemMs = (performance.now() - started) / items.length;
    size = Math.min(batchAtMost, Math.max(1, Math.floor(batchMs / itemMs)));
    return results;
  }

  function advance(): Promise<readonly ItemResult[]> {
    current = next;
    if (current.length === 0) return Promise.resolve([]);
    next = take(size);
    const answer = ask(current);
    // Awaited below, after what came before it is stored.
    answer.catch(() => undefined);
    return answer;
  }

  try {
    for (let answer = advance(); current.length > 0;) {
      const results = await answer;
      answered = current;
      answer = advance();
      store(answered, results);
      answered = [];
    }
  } finally {
    giveBack([...answered, ...current, ...next]);
  }
}
