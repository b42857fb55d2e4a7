import { describe, expect, it, onTestFinished } from 'vitest';
import Database from 'better-sqlite3';
import { insertPredictions } from '#engine/db/predictions.ts';
import { migrate } from '#engine/db/migrate.ts';
import { migrations } from '#engine/db/migrations/migrations.ts';
import { refreshSummaries } from '#engine/db/summaries.ts';
import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import type { ClassScores } from '#shared/model/classScores.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { decide } from './support/edits.ts';
import { fillProject, modelSha256 } from './support/fillProject.ts';
import { openDesk } from './support/openDesk.ts';

const found = (score: number, scores?: ClassScores): RawPrediction => ({
  className: 'cell',
  score,
  shape: { kind: 'whole' },
  ...(scores ? { scores } : {}),
});
const scoresOf = (top: ClassScores['top'], isShared = true): ClassScores => ({
  top,
  rest: Math.max(0, 1 - top.reduce((sum, [, score]) => sum + score, 0)),
  isShared,
});

function fill(items: readonly RawPrediction[][]) {
  const desk = openDesk();
  const { itemIds, runId } = fillProject(desk.db, { items: items.length, predictionsPerItem: 0 });
  for (const [at, predictions] of items.entries())
    insertPredictions(desk.db, { runId, itemId: itemIds[at] as ItemId, modelSha256 }, predictions);
  refreshSummaries(desk.db, itemIds);
  return { ...desk, itemIds };
}

describe('scores of all classes', () => {
  it('are part of the document, with what each class is in the project', () => {
    const scores = scoresOf([
      ['cell', 0.6],
      ['Nucleus', 0.25],
      ['dust', 0.1],
      ['glare', 0.04],
    ]);
    const { call, itemIds } = fill([[found(0.6, scores)]]);
    call('classes.match', { modelSha256, className: 'dust', classId: 'ignore' });
    const { predictions, scoredClasses } = call('items.document', { itemId: itemIds[0] as ItemId });
    const [kept] = predictions;
    expect(kept?.scores?.top.map(([name]) => name)).toEqual(['cell', 'Nucleus', 'dust', 'glare']);
    for (const [at, [, score]] of (kept?.scores?.top ?? []).entries())
      expect(score).toBeCloseTo(scores.top[at]?.[1] ?? 0, 4);
    expect(kept?.scores?.rest).toBeCloseTo(0.01, 4);
    expect(scoredClasses).toEqual({ cell: 1, Nucleus: 2, glare: null });
  });

  it('order the gallery by how near the second class comes, and where there is none, by what is missing to certainty', () => {
    const { call, itemIds, db } = fill([
      [found(0.9)],
      [found(0.55, scoresOf([['cell', 0.55]]))],
      [
        found(
          0.5,
          scoresOf([
            ['cell', 0.5],
            ['nucleus', 0.45],
          ]),
        ),
        found(0.97),
      ],
      [],
    ]);
    const order = (): number[] =>
      call('items.list', { query: { sort: 'uncertainty' }, offset: 0, limit: 9 }).items.map(({ id }) =>
        itemIds.indexOf(id),
      );
    expect(order()).toEqual([2, 1, 0, 3]);
    const third = itemIds[2] as ItemId;
    const draw = call('items.document', { itemId: third }).predictions.find(({ score }) => score === 0.5);
    if (!draw) throw new Error('it is there');
    call('annotations.apply', { itemId: third, baseRevision: 0, label: 'x', change: decide(draw, 'rejected') });
    // What is decided makes nobody unsure.
    expect(order()).toEqual([1, 0, 2, 3]);
    const kept = db.prepare('SELECT uncertainty FROM item_summary ORDER BY item_id').pluck().all();
    refreshSummaries(db, 'all');
    expect(db.prepare('SELECT uncertainty FROM item_summary ORDER BY item_id').pluck().all()).toEqual(kept);
  });

  it('take few bytes', () => {
    const names = Array.from({ length: 80 }, (_, at) => `class number ${at}`);
    const predictions = (withScores: boolean): RawPrediction[] =>
      Array.from({ length: 1000 }, (_, at) => ({
        className: names[at % 80] ?? '',
        score: 0.5 + (at % 400) / 1000,
        shape: { kind: 'box', box: [at + 0.123456789, at + 0.98765432, 50.12345678, 60.87654321] },
        ...(withScores
          ? {
              scores: scoresOf(
                Array.from(
                  { length: 4 },
                  (_unused, next) => [names[(at + next) % 80] ?? '', 0.5 / (next + 1)] as const,
                ),
                false,
              ),
            }
          : {}),
      }));
    const sizeOf = (withScores: boolean): number => {
      const { db } = fill([predictions(withScores)]);
      db.exec('VACUUM');
      return (
        (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number)
      );
    };
    const [bare, whole] = [sizeOf(false), sizeOf(true)];
    console.log(`1,000 boxes: ${bare} bytes without scores, ${whole} with those of four classes each`);
    // 3 bytes and 3 a class, what the row says of them, and the uncertainty in row and index.
    expect(whole - bare).toBeLessThan(30 * 1000);
  });
});

describe('the migration for scores', () => {
  it('takes what is missing to certainty for the uncertainty of what was found before', () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    const at = migrations.findIndex(({ sql }) => sql.includes('score_classes'));
    migrate(db, migrations.slice(0, at), { backup: false });
    db.exec(`INSERT INTO roots VALUES (1, '/images');
      INSERT INTO items (id, root_id, path) VALUES (1, 1, 'a.jpg'), (2, 1, 'b.jpg');
      INSERT INTO item_summary (item_id, proposal_count, lowest_score) VALUES (1, 1, 0.25), (2, 0, NULL);`);
    migrate(db, migrations, { backup: false });
    expect(db.prepare('SELECT uncertainty FROM item_summary ORDER BY item_id').pluck().all()).toEqual([0.75, null]);
  });
});
