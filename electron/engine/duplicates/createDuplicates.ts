import type { Database } from 'better-sqlite3';
import type { Logger } from '#shared/base/log.ts';
import type { DuplicateGroup, DuplicatesFound } from '#shared/contract/api/duplicatesApi.ts';
import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { WorkDoors } from '../datasets/gatedWork.ts';
import { runWorkerJob } from '../datasets/runWorkerJob.ts';
import { listItems } from '../db/items.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { WriteGate } from '../writeGate.ts';
import type { DuplicatesAnswer, DuplicatesTask } from './duplicatesWorker.ts';
import type { FoundGroup } from './findGroups.ts';

export type DuplicateRules = Pick<DuplicatesTask, 'near' | 'similar'>;

/** Finds images that are the same, and keeps what the newest search has found. */
export interface Duplicates {
  /** The same search again joins one that is under way. @throws {AppError} duplicates.busy, duplicates.cancelled, process.crashed */
  find(rules: DuplicateRules): Promise<DuplicatesFound>;
  /** @throws {AppError} duplicates.dropped */
  groups(found: number, offset: number, limit: number): { total: number; groups: readonly DuplicateGroup[] };
  /** All but the best of each group. @throws {AppError} duplicates.dropped */
  rest(found: number, leaksOnly: boolean): ItemId[];
}

/** A group of thousands is shown by the first of its images. */
const membersAtMost = 50;

export function createDuplicates(deps: {
  readonly projectPath: string;
  readonly db: Database;
  readonly gate: WriteGate;
  readonly jobs: Jobs;
  readonly workerEntry: string;
  /** Resolves when every image has a fingerprint that can have one. */
  readonly readFingerprints: () => Promise<void>;
  readonly logger: Logger;
}): Duplicates {
  const { db, gate, jobs, logger, projectPath } = deps;
  let searches = 0;
  let kept: readonly FoundGroup[] = [];
  let underWay: { readonly key: string; readonly answer: Promise<DuplicatesFound> } | null = null;

  async function search(rules: DuplicateRules): Promise<DuplicatesFound> {
    await deps.readFingerprints();
    const room = {
      entry: deps.workerEntry,
      name: 'duplicates',
      gate,
      jobs,
      logger,
      cancelled: 'duplicates.cancelled',
    } as const;
    const { groups, ...counts } = await runWorkerJob<DuplicatesAnswer>(room, 'duplicates', {
      ...{ kind: 'duplicates', projectPath, ...rules },
    } satisfies Omit<DuplicatesTask, keyof WorkDoors>);
    kept = groups;
    return {
      found: (searches += 1),
      ...counts,
      groups: groups.length,
      grouped: groups.reduce((sum, { members }) => sum + members.length, 0),
      leaks: groups.filter(({ isLeak }) => isLeak).length,
    };
  }

  function known(found: number): readonly FoundGroup[] {
    if (found !== searches) throw new AppError('duplicates.dropped');
    return kept;
  }

  return {
    find(rules) {
      const key = JSON.stringify(rules);
      if (underWay && underWay.key !== key) throw new AppError('duplicates.busy');
      underWay ??= { key, answer: search(rules).finally(() => (underWay = null)) };
      return underWay.answer;
    },
    groups(found, offset, limit) {
      const all = known(found);
      const page = all.slice(offset, offset + limit).map(({ members, isLeak }) => ({
        ...{ size: members.length, isLeak, members: members.slice(0, membersAtMost) },
      }));
      const itemIds = page.flatMap(({ members }) => members.map(({ itemId }) => itemId as ItemId));
      const items = listItems(db, { itemIds, sort: 'listed', descending: false }, 0, itemIds.length);
      const byId = new Map<number, ItemSummary>(items.map((item) => [item.id, item]));
      // One that has given way to another meanwhile is left out.
      const groups = page.map(({ members, ...group }) => ({
        ...group,
        members: members.flatMap(({ itemId, ...member }) => {
          const item = byId.get(itemId);
          return item ? [{ ...member, item }] : [];
        }),
      }));
      return { total: all.length, groups };
    },
    rest: (found, leaksOnly) =>
      known(found).flatMap(({ members, isLeak }) =>
        leaksOnly && !isLeak ? [] : members.slice(1).map(({ itemId }) => itemId as ItemId),
      ),
  };
}
