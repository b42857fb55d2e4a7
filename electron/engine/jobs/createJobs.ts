import { randomUUID } from 'node:crypto';
import { assert } from '#shared/base/assert.ts';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/job.ts';
import type { JobId } from '#shared/model/ids.ts';
import type { JobHandle, Jobs } from './jobs.ts';

const announceEveryMs = 100;
const rateWindowMs = 5_000;
const keepFinished = 20;

interface Entry {
  job: Job;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  readonly settle: () => void;
  /** [time, done] of the last seconds, for the rate. */
  readonly marks: [number, number][];
  announcedAt: number;
}

export function createJobs({ emitter }: { readonly emitter: Emitter<EngineEvents> }): Jobs {
  const entries = new Map<JobId, Entry>();

  function announce(entry: Entry, now: number): void {
    entry.announcedAt = now;
    emitter.emit('jobProgressed', { job: entry.job });
  }

  function measure(entry: Entry, now: number): Pick<Job, 'ratePerSecond' | 'remainingMs'> {
    const { marks, job } = entry;
    while (marks.length > 2 && (marks[0]?.[0] ?? now) < now - rateWindowMs) marks.shift();
    const [first] = marks;
    if (!first || now - first[0] < 500) return { ratePerSecond: null, remainingMs: null };
    const ratePerSecond = ((job.done - first[1]) / (now - first[0])) * 1000;
    const left = job.total === null ? null : job.total - job.done;
    return { ratePerSecond, remainingMs: left === null || ratePerSecond <= 0 ? null : (left / ratePerSecond) * 1000 };
  }

  function dropOldest(): void {
    const finished = [...entries.values()].filter(({ job }) => job.state !== 'running');
    for (const { job } of finished.slice(0, Math.max(0, finished.length - keepFinished))) entries.delete(job.id);
  }

  function end(entry: Entry, outcome: Partial<Job>): void {
    assert(entry.job.state === 'running', 'a job ends once');
    entry.job = { ...entry.job, ...outcome, remainingMs: null };
    announce(entry, Date.now());
    entry.settle();
    dropOldest();
  }

  function start({ kind, total, cancellable, runId }: Parameters<Jobs['start']>[0]): JobHandle {
    const id = randomUUID() as string as JobId;
    let settle = (): void => undefined;
    const ended = new Promise<void>((resolve) => (settle = resolve));
    const job: Job = {
      id,
      kind,
      runId: runId ?? null,
      state: 'running',
      done: 0,
      total,
      ratePerSecond: null,
      remainingMs: null,
      failed: 0,
      cancellable,
      note: null,
      error: null,
    };
    const entry: Entry = { job, abort: new AbortController(), ended, settle, marks: [[Date.now(), 0]], announcedAt: 0 };
    entries.set(id, entry);
    announce(entry, Date.now());
    return {
      id,
      signal: entry.abort.signal,
      progress(state) {
        const now = Date.now();
        entry.job = { ...entry.job, ...state };
        entry.marks.push([now, state.done]);
        entry.job = { ...entry.job, ...measure(entry, now) };
        if (now - entry.announcedAt >= announceEveryMs) announce(entry, now);
      },
      finish: (state, note) => end(entry, { state, note: note ?? entry.job.note }),
      fail: (error) => end(entry, { state: 'failed', error }),
    };
  }

  return {
    start,
    list: () => [...entries.values()].map(({ job }) => job).reverse(),
    find: (id) => entries.get(id)?.job,
    cancel(id) {
      const entry = entries.get(id);
      if (!entry) throw new AppError('job.notFound', { id });
      entry.abort.abort();
    },
    async close() {
      for (const { abort } of entries.values()) abort.abort();
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },
  };
}
