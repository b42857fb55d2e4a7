import os from 'node:os';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { Logger } from '#shared/base/log.ts';
import { AppError, CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ImageVectors, InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { JobId } from '#shared/model/ids.ts';
import { countToEmbed, embeddingModelOf, insertEmbeddings, nextToEmbed } from '../db/embeddings.ts';
import type { DescribedPart, ItemsToEmbed } from '../db/embeddings.ts';
import type { RunItem } from '../db/runs.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import { askForVectors } from './askForVectors.ts';
import type { EmbeddingModel } from './chooseEmbeddingModel.ts';
import { planParts } from './planParts.ts';
import type { PartToEmbed } from './planParts.ts';

/** Lets a model describe images and objects, those that it hasn't described yet. */
export interface Embedder {
  /** @throws {AppError} embedding.busy, run.busy, embedding.none, embedding.noModel, model.* */
  start(input: { readonly modelSha256?: string | undefined; readonly objects: boolean }): Promise<{
    readonly jobId: JobId;
    readonly modelSha256: string;
  }>;
  close(): Promise<void>;
}

interface Planned {
  readonly item: RunItem & { readonly name: string };
  readonly parts: readonly PartToEmbed[];
}

const pageSize = 256;
/** Of one message: so that cancelling is felt at once. */
const partsAtOnce = 16;

const describe = ({ parts }: Planned, vectors: readonly DescribedPart['vector'][]): DescribedPart[] =>
  parts.flatMap(({ region, objectIds }, index) => {
    const vector = assertExists(vectors[index], 'there is a vector for each part');
    return objectIds.map((objectId) => ({ objectId, region: region?.join() ?? '', vector }));
  });

export function createEmbedder(deps: {
  readonly db: Database;
  readonly inference: Supervised<InferenceApi>;
  readonly choose: (asked: string | undefined) => Promise<EmbeddingModel>;
  /** A run has the processes to itself. */
  readonly isRunning: () => boolean;
  readonly jobs: Jobs;
  readonly logger: Logger;
}): Embedder {
  const { db, inference, choose, isRunning, jobs, logger } = deps;
  let current: Promise<void> | null = null;

  /** In path order, page by page. */
  function* plan(wanted: ItemsToEmbed, onNothing: () => void): Generator<Planned> {
    for (let last: Planned['item'] | null = null; ;) {
      const page: Planned['item'][] = nextToEmbed(db, wanted, pageSize, last);
      for (const item of page) {
        const parts = planParts(db, wanted, item);
        if (parts.length > 0) yield { item, parts };
        else onNothing();
      }
      last = page.at(-1) ?? null;
      if (!last) return;
    }
  }

  async function work({ model }: EmbeddingModel, wanted: ItemsToEmbed, job: JobHandle): Promise<void> {
    let [done, failed] = [0, 0];
    const total = countToEmbed(db, wanted);
    const report = (): void => job.progress({ done, total: Math.max(total, done), failed });
    const feed = plan(wanted, () => (done += 1));
    const ask = { inference, model, threads: os.availableParallelism(), signal: job.signal, logger };

    function take(): Planned[] {
      const taken: Planned[] = [];
      for (let parts = 0; parts < partsAtOnce && !job.signal.aborted;) {
        const next = feed.next();
        if (next.done) break;
        taken.push(next.value);
        parts += next.value.parts.length;
      }
      return taken;
    }
    function send(planned: readonly Planned[]): Promise<readonly ImageVectors[]> {
      if (planned.length === 0) return Promise.resolve([]);
      const images = planned.map(({ item, parts }) => ({ item, parts: parts.map(({ region }) => region) }));
      const answer = askForVectors(ask, images);
      // Awaited after what came before it is stored.
      answer.catch(() => undefined);
      return answer;
    }
    function store(planned: readonly Planned[], answers: readonly ImageVectors[]): void {
      for (const [index, one] of planned.entries()) {
        const { result } = assertExists(answers[index], 'answers are in the order of their images');
        if (result.ok) insertEmbeddings(db, wanted.modelId, one.item, describe(one, result.vectors));
        else {
          failed += 1;
          logger.warn('an image could not be described', { itemId: one.item.itemId, code: result.error.code });
        }
        done += 1;
      }
      report();
    }

    report();
    let planned = take();
    let answer = send(planned);
    while (planned.length > 0) {
      const [answers, answered] = [await answer, planned];
      planned = take();
      answer = send(planned);
      store(answered, answers);
    }
    report();
  }

  async function go(chosen: EmbeddingModel, wanted: ItemsToEmbed, job: JobHandle): Promise<void> {
    try {
      await work(chosen, wanted, job);
      job.finish(job.signal.aborted ? 'cancelled' : 'done', chosen.model.name);
    } catch (error) {
      if (error instanceof CancelledError) job.finish('cancelled', chosen.model.name);
      else {
        logger.error('images could not be described', { reason: String(error) });
        job.fail(toErrorRecord(error));
      }
    } finally {
      current = null;
      // Its memory is free again; a process that was lost has none of it any more.
      if (inference.pid !== undefined)
        await inference.call('releaseEmbedding', {}).catch((error: unknown) => {
          logger.warn('a model was not let go', { reason: String(error) });
        });
    }
  }

  return {
    async start({ modelSha256, objects }) {
      const assertFree = (): void => {
        if (current) throw new AppError('embedding.busy');
        if (isRunning()) throw new AppError('run.busy');
      };
      assertFree();
      const chosen = await choose(modelSha256);
      assertFree();
      const { sha256 } = chosen.model;
      const wanted = { modelId: embeddingModelOf(db, sha256, chosen.feed), objects };
      const job = jobs.start({ kind: 'embed', total: countToEmbed(db, wanted), cancellable: true });
      current = go(chosen, wanted, job);
      return { jobId: job.id, modelSha256: sha256 };
    },
    close: async () => {
      await current;
    },
  };
}
