import type { Database } from 'better-sqlite3';
import type { DifferingItem, ItemDifferences, RunComparison } from '#shared/contract/comparison.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import { differenceKinds } from '#shared/model/differenceKind.ts';
import type { DifferenceKind } from '#shared/model/differenceKind.ts';
import type { ItemId, RunId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import { newestSeq } from '../db/comparedRows.ts';
import { getItem, pictureVersionOf } from '../db/items.ts';
import { getRun } from '../db/runs.ts';
import { askWorker } from '../processes/askWorker.ts';
import { listItemDifferences } from './compareItem.ts';
import type { ComparedRun, CompareRequest } from './compareRun.ts';

interface Question {
  readonly runId: RunId;
  readonly overlap: number;
  readonly stages: readonly Stage[];
}

/** Compares what runs predicted with what people labeled. Changes nothing. */
export interface Comparer {
  /** @throws {AppError} run.notFound, store.*, and project.noneOpen when it is closed meanwhile */
  compare(question: Question & { readonly offset: number; readonly limit: number }): Promise<RunComparison>;
  /** @throws {AppError} run.notFound */
  differences(question: Omit<Question, 'stages'> & { readonly itemId: ItemId }): ItemDifferences;
  close(): void;
}

export function createComparer(deps: {
  readonly projectPath: string;
  readonly db: Database;
  readonly workerEntry: string;
}): Comparer {
  const { projectPath, db, workerEntry } = deps;
  const closing = new AbortController();
  /** The last answer: pages of one list are asked for one by one. */
  let last: { readonly key: string; readonly answer: Promise<ComparedRun> } | null = null;

  function ask(question: Question): Promise<ComparedRun> {
    const { state, finishedAt } = getRun(db, question.runId);
    const key = JSON.stringify([question, state, finishedAt, newestSeq(db)]);
    if (last?.key === key && state !== 'running') return last.answer;
    const answer = askWorker<ComparedRun>(
      workerEntry,
      { projectPath, ...question } satisfies CompareRequest,
      closing.signal,
    );
    last = { key, answer };
    // What failed is asked for again the next time.
    answer.catch(() => (last = last?.answer === answer ? null : last));
    return answer;
  }

  function toItem({ itemIds, weights, counts }: ComparedRun['differing'], at: number): DifferingItem {
    const itemId = itemIds[at] as ItemId;
    const item = getItem(db, itemId);
    const countOf = differenceKinds.map((kind, index) => [kind, counts[at * differenceKinds.length + index] ?? 0]);
    return {
      ...{ itemId, path: item.path, pictureVersion: pictureVersionOf(item.contentHash) },
      counts: Object.fromEntries(countOf) as Record<DifferenceKind, number>,
      weight: weights[at] ?? 0,
    };
  }

  return {
    async compare({ offset, limit, ...question }) {
      try {
        const { differing, ...whole } = await ask(question);
        const total = differing.itemIds.length;
        const places = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => offset + at);
        return { ...whole, differing: { total, items: places.map((at) => toItem(differing, at)) } };
      } catch (error) {
        throw error instanceof CancelledError ? new AppError('project.noneOpen') : error;
      }
    },
    differences({ runId, itemId, overlap }) {
      const run = getRun(db, runId);
      return { modelSha256: run.modelSha256, differences: listItemDifferences(db, run, itemId, overlap) };
    },
    close: () => closing.abort(),
  };
}
