import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createJobs } from '#engine/jobs/createJobs.ts';
import { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { JobId } from '#shared/model/ids.ts';
import type { Job } from '#shared/contract/job.ts';

let told: Job[];
let jobs: ReturnType<typeof createJobs>;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  const emitter = new Emitter<EngineEvents>();
  emitter.on('jobProgressed', ({ job }) => told.push(job));
  jobs = createJobs({ emitter });
});
afterEach(() => vi.useRealTimers());

const scan = { kind: 'scan', total: 1_000, cancellable: true } as const;

test('tells the first and the last state, and at most ten a second in between', () => {
  const handle = jobs.start(scan);
  for (let done = 1; done <= 1_000; done++) {
    vi.advanceTimersByTime(2);
    handle.progress({ done });
  }
  handle.finish('done', 'all read');
  expect(told[0]).toMatchObject({ state: 'running', done: 0 });
  expect(told.at(-1)).toMatchObject({ state: 'done', done: 1_000, remainingMs: null, note: 'all read' });
  expect(told.length).toBeLessThanOrEqual(2 + 20);
  expect(told.length).toBeGreaterThan(10);
});

test('rate and remaining time follow the last seconds, not the whole', () => {
  const handle = jobs.start(scan);
  for (let second = 1; second <= 10; second++) {
    vi.advanceTimersByTime(1_000);
    handle.progress({ done: second * 10 });
  }
  for (let second = 1; second <= 10; second++) {
    vi.advanceTimersByTime(1_000);
    handle.progress({ done: 100 + second * 50 });
  }
  const [job] = jobs.list();
  expect(job?.ratePerSecond).toBeCloseTo(50);
  expect(job?.remainingMs).toBeCloseTo((400 / 50) * 1_000);
});

test('no rate is guessed in the first half second, and no end while the total is unknown', () => {
  const handle = jobs.start({ ...scan, total: null });
  vi.advanceTimersByTime(200);
  handle.progress({ done: 5 });
  expect(jobs.find(handle.id)).toMatchObject({ ratePerSecond: null, remainingMs: null });
  vi.advanceTimersByTime(800);
  handle.progress({ done: 10 });
  expect(jobs.find(handle.id)).toMatchObject({ ratePerSecond: 10, remainingMs: null });
});

test('the last twenty that finished are kept, newest first, and all that run', () => {
  const running = jobs.start(scan);
  const finished = Array.from({ length: 25 }, () => jobs.start(scan));
  for (const handle of finished) handle.finish('done');
  const listed = jobs.list().map(({ id }) => id);
  expect(listed).toEqual([...finished.slice(5).map(({ id }) => id)].reverse().concat(running.id));
});

test('cancel aborts the signal; an unknown job is refused', () => {
  const handle = jobs.start(scan);
  jobs.cancel(handle.id);
  expect(handle.signal.aborted).toBe(true);
  expect(() => jobs.cancel('nothing' as JobId)).toThrowError(expect.objectContaining({ code: 'job.notFound' }));
});

test('close aborts all and waits for their end', async () => {
  const handle = jobs.start(scan);
  let isClosed = false;
  const closing = jobs.close().then(() => (isClosed = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([handle.signal.aborted, isClosed]).toEqual([true, false]);
  handle.finish('cancelled');
  await closing;
});

test('finishing twice is a bug', () => {
  const handle = jobs.start(scan);
  handle.finish('done');
  expect(() => handle.finish('done')).toThrow();
});
