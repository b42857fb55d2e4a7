import type { Database } from 'better-sqlite3';
import type { RunId } from '#shared/model/ids.ts';
import { nextRunItems } from '../db/runs.ts';
import type { RunItem } from '../db/runs.ts';

/** The items of a run, none of them twice at the same time. */
export interface RunFeed {
  /** Up to `count` items; none: all were handed out. */
  take(count: number): RunItem[];
  /** The next that take get these first. */
  giveBack(items: readonly RunItem[]): void;
  /** These are dealt with: the ones that the run still has no row of come again. */
  settle(items: readonly RunItem[]): void;
}

const pageSize = 256;

/** Reads page by page in path order. At the end it looks once more from the start, for images that came meanwhile. */
export function createRunFeed(db: Database, runId: RunId): RunFeed {
  let buffer: RunItem[] = [];
  let last: { readonly name: string; readonly itemId: number } | null = null;
  const underWay = new Set<number>();

  function load(): void {
    const page = nextRunItems(db, runId, pageSize, last);
    last = page.at(-1) ?? null;
    buffer.push(...page.filter(({ itemId }) => !underWay.has(itemId)));
    for (const { itemId } of page) underWay.add(itemId);
  }

  function fill(count: number): void {
    while (buffer.length < count) {
      const wasAtStart = last === null;
      const before = buffer.length;
      load();
      if (wasAtStart && buffer.length === before) return;
    }
  }

  return {
    take(count) {
      fill(count);
      const taken = buffer.slice(0, count);
      buffer = buffer.slice(count);
      return taken;
    },
    giveBack(items) {
      buffer.unshift(...items);
    },
    settle(items) {
      for (const { itemId } of items) underWay.delete(itemId);
    },
  };
}
