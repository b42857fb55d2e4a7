import { expect, test } from 'vitest';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { JobId } from '#shared/model/ids.ts';
import type { Job } from '#shared/contract/job.ts';
import { jobEnd } from '../../../../renderer/state/jobEnd.ts';

const running: Job = {
  id: 'job' as JobId,
  kind: 'prelabel',
  runId: null,
  state: 'running',
  done: 10,
  total: 10,
  ratePerSecond: null,
  remainingMs: null,
  failed: 0,
  cancellable: true,
  note: null,
  error: null,
};

test('a job that failed says why, once', () => {
  const failed: Job = { ...running, state: 'failed', error: toErrorRecord(new AppError('export.diskFull')) };
  expect(jobEnd(running, failed)).toEqual({ kind: 'failed', error: failed.error });
  expect(jobEnd(failed, failed)).toBe(null);
});

test('a job that is over for most images says how many failed', () => {
  expect(jobEnd(running, { ...running, state: 'done', failed: 3 })).toEqual({ kind: 'in part', done: 7, failed: 3 });
  expect(jobEnd(running, { ...running, state: 'done' })).toBe(null);
});

test('of what was cancelled, and of a scan whose folder tells it itself, nothing is said', () => {
  expect(jobEnd(running, { ...running, state: 'cancelled', failed: 3 })).toBe(null);
  expect(jobEnd({ ...running, kind: 'scan' }, { ...running, kind: 'scan', state: 'failed' })).toBe(null);
});
