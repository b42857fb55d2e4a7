import type { Database } from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findActiveRunId } from '#engine/db/activeRun.ts';
import { matchClass } from '#engine/db/classMatches.ts';
import { deleteRun, getRun, insertRun, listRuns, setRunState, sweepRuns } from '#engine/db/runs.ts';
import { refreshSummaries } from '#engine/db/summaries.ts';
import { createRunSweeper } from '#engine/prelabel/createRunSweeper.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { RunId } from '#shared/model/ids.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { actor, fillProject, modelSha256 } from './support/fillProject.ts';
import { openDesk } from './support/openDesk.ts';

const count = (db: Database, from: string): number =>
  db.prepare(`SELECT count(*) FROM ${from}`).pluck().get() as number;

function addRun(db: Database): RunId {
  const run = {
    modelSha256,
    modelName: 'm',
    scoreThreshold: 0.2,
    iouThreshold: 0.5,
    classThresholds: {},
    options: defaultRunOptions,
    itemLimit: null,
  };
  const id = insertRun(db, { ...run, deviceAsked: 'cpu' });
  setRunState(db, id, 'done');
  return id;
}

it('never gives the number of a deleted run again', () => {
  const { db } = openDesk();
  const first = addRun(db);
  const second = addRun(db);
  deleteRun(db, second);
  while (sweepRuns(db, 10));
  expect(count(db, 'runs')).toBe(1);
  expect([first, second, addRun(db)]).toEqual([1, 2, 3]);
});

it('hides a deleted run at once and takes it away bit by bit, also after the program was closed between', async () => {
  const { db } = openDesk();
  const { runId, itemIds } = fillProject(db, { items: 40, predictionsPerItem: 5 });
  db.prepare('INSERT INTO run_items (run_id, item_id) SELECT ?, id FROM items').run(runId);
  const kept = addRun(db);
  db.prepare(
    `INSERT INTO predictions (run_id, item_id, class_name, score, kind, shape) VALUES (?, ?, 'cell', 0.5, 'whole', '{}')`,
  ).run(kept, itemIds[3]);
  deleteRun(db, runId);
  expect(listRuns(db).map(({ id }) => id)).toEqual([kept]);
  expect(() => getRun(db, runId)).toThrow(expect.objectContaining({ code: 'run.notFound' }));
  expect(findActiveRunId(db)).toBe(kept);
  expect(count(db, 'item_summary WHERE proposal_count > 0')).toBe(1);
  // A part, as when the program ends now; and the rest, as when it starts again.
  expect(sweepRuns(db, 30)).toBe(true);
  expect([count(db, 'predictions'), count(db, 'run_items')]).toEqual([171, 40]);
  const sweeper = createRunSweeper({ db, logger: silentLogger });
  onTestFinished(() => sweeper.close());
  sweeper.sweep();
  await vi.waitFor(() => expect(count(db, 'runs')).toBe(1));
  expect([count(db, 'predictions'), count(db, 'run_items')]).toEqual([1, 0]);
});

it('counts anew only where a class is ignored that was not, or no longer, and comes to the same as counting all', () => {
  const { db } = openDesk();
  const { classIds } = fillProject(db, { items: 30, predictionsPerItem: 2 });
  const state = (): unknown => [
    db.prepare('SELECT * FROM item_summary ORDER BY item_id').all(),
    db.prepare('SELECT id, is_open FROM predictions ORDER BY id').all(),
  ];
  const before = state();
  const match = (className: string, classId: (typeof classIds)[number] | 'ignore'): void => {
    matchClass({ db, actor }, { modelSha256, className, classId });
    const quick = state();
    refreshSummaries(db, 'all');
    expect(quick).toEqual(state());
  };
  const [first] = classIds as [(typeof classIds)[number]];
  match('debris', first);
  expect(state()).toEqual(before);
  match('debris', 'ignore');
  expect(count(db, "open_predictions WHERE class_name = 'debris'")).toBe(0);
  expect(count(db, 'item_summary WHERE proposal_count = 2')).toBeLessThan(30);
  match('debris', first);
  expect(state()).toEqual(before);
  // Another model's classes are no matter of this run.
  matchClass({ db, actor }, { modelSha256: 'f'.repeat(64), className: 'cell', classId: 'ignore' });
  expect(state()).toEqual(before);
});
