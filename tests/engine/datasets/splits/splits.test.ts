import { describe, expect, it, onTestFinished } from 'vitest';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { createBulkEditor } from '#engine/bulk/createBulkEditor.ts';
import { planSplits } from '#engine/datasets/splits/planSplits.ts';
import { createEditHistory } from '#engine/db/editHistory.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { createSplitHandlers } from '#engine/handlers/splits.ts';
import { createJobs } from '#engine/jobs/createJobs.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { engineApi } from '#shared/contract/engineApi.ts';
import type { EngineInput, EngineOutput } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { SplitPlan } from '#shared/model/splitPlan.ts';
import { en } from '#shared/text/en.ts';
import { translateEdit } from '#shared/text/editLabel.ts';
import { zh } from '#shared/text/zh.ts';
import { makeAnnotation, makeChange } from '../../store/support/edits.ts';
import { fillProject } from '../../store/support/fillProject.ts';
import { create, makeFolder } from '../../store/support/openDesk.ts';
import { handDesk } from '../../store/support/handDesk.ts';

const plan: SplitPlan = {
  shares: { train: 0.8, val: 0.1, test: 0.1 },
  seed: 7,
  stratify: false,
  grouping: { kind: 'file' },
  onlyUnassigned: false,
};

/** The handlers over an open project, planning on the spot. */
function desk(items: number) {
  const project = create(path.join(makeFolder(), 'p.firstpass'));
  onTestFinished(() => project.close());
  const { db } = project;
  const filled = fillProject(db, { items, predictionsPerItem: 0 });
  const emitter = new Emitter<EngineEvents>();
  const jobs = createJobs({ emitter });
  const bulk = createBulkEditor({ db, actor: 'tester', emitter, history: createEditHistory(db), jobs });
  const splitter = { plan: (question: Parameters<typeof planSplits>[1]) => Promise.resolve(planSplits(db, question)) };
  const handlers = createSplitHandlers({ splitter, bulk });
  return {
    ...filled,
    db,
    jobs,
    project,
    preview: (input: EngineInput<'splits.preview'>) =>
      Promise.resolve(handlers['splits.preview'](engineApi['splits.preview'].input.parse(input))),
    assign: (input: EngineInput<'splits.assign'>): Promise<EngineOutput<'splits.assign'>> =>
      Promise.resolve(handlers['splits.assign'](engineApi['splits.assign'].input.parse(input))),
  };
}
const splitsOf = (db: Database): Record<number, string | null> =>
  Object.fromEntries(
    (db.prepare('SELECT id, split FROM items ORDER BY id').all() as { id: number; split: string | null }[]).map(
      ({ id, split }) => [id, split],
    ),
  );

describe('splits', () => {
  it('are assigned as the preview said, the same again with the same seed, and one undo takes them back', async () => {
    const { db, project, preview, assign } = desk(100);
    const asked = { items: { query: {} }, plan };
    const shown = await preview(asked);
    expect(shown).toMatchObject({ images: 100, changed: 100, counts: { train: 80, val: 10, test: 10 }, groups: 100 });
    expect(Object.values(splitsOf(db))).toEqual(Array(100).fill(null));
    expect(await assign(asked)).toEqual({ ...shown, jobId: null });
    const after = splitsOf(db);
    expect(Object.values(after).filter((split) => split === 'test')).toHaveLength(10);
    expect(await assign(asked)).toMatchObject({ changed: 0 });
    expect(splitsOf(db)).toEqual(after);
    const again = handDesk(project);
    again.call('history.undo', {});
    expect(Object.values(splitsOf(db))).toEqual(Array(100).fill(null));
    again.call('history.redo', {});
    expect(splitsOf(db)).toEqual(after);
    expect(verifyProject(db).differences).toEqual([]);
  });

  it('the label in the journal has what is needed to make them again, in both languages', async () => {
    const { db, assign } = desk(10);
    await assign({ items: { query: {} }, plan: { ...plan, stratify: true, grouping: { kind: 'folder' } } });
    const label = db.prepare('SELECT label FROM journal ORDER BY seq DESC').pluck().get() as string;
    expect(label).toBe('Split images by class: 80/10/10 %, seed 7, together by folder');
    expect(translateEdit(label, en.edits)).toBe(label);
    expect(translateEdit(label, zh.edits)).toBe('按类别划分图片：80/10/10 %，种子 7，按 folder 保持在一起');
  });

  it('of thousands are written by a job, as one edit', async () => {
    const { db, project, jobs, assign } = desk(2500);
    const { jobId } = await assign({ items: { query: {} }, plan });
    expect(jobId).not.toBeNull();
    await expect.poll(() => jobs.list().find(({ id }) => id === jobId)?.state).toBe('done');
    const counts = db.prepare('SELECT split, count(*) FROM items GROUP BY split ORDER BY split').raw().all();
    expect(counts).toEqual([
      ['test', 250],
      ['train', 2000],
      ['val', 250],
    ]);
    handDesk(project).call('history.undo', {});
    await expect.poll(() => db.prepare('SELECT count(*) FROM items WHERE split IS NOT NULL').pluck().get()).toBe(0);
  });

  it('frames of one file, and images with the same metadata, stay together; those that are split already bind the others', async () => {
    const { db, itemIds, assign } = desk(40);
    // Items 0 and 1 are frames of one file; each patient has four images from four folders.
    db.prepare("UPDATE items SET path = 'stack.tif', frame = id WHERE id <= 2").run();
    const meta = db.prepare("INSERT INTO item_meta (item_id, key, value, source) VALUES (?, 'patient', ?, 'exif')");
    itemIds.forEach((id, index) => meta.run(id, `p${index % 10}`));
    const byPatient: SplitPlan = { ...plan, grouping: { kind: 'meta', key: 'patient' } };
    const { torn, groups, largestGroup } = await assign({ items: { query: {} }, plan: byPatient });
    // Patients 0 and 1 share a file.
    expect({ torn, groups, largestGroup }).toEqual({ torn: 0, groups: 9, largestGroup: 8 });
    const all = splitsOf(db);
    for (const [index, id] of itemIds.entries()) expect(all[id]).toBe(all[itemIds[index % 10]!]);
    expect(all[1]).toBe(all[2]);

    // A new image of patient 5 alone is split: it follows the others, which are not among the chosen.
    const ofFive = itemIds[5]!;
    const now = all[itemIds[15]!];
    db.prepare('UPDATE items SET split = NULL WHERE id = ?').run(ofFive);
    const shares = { train: now === 'test' ? 1 : 0, val: 0, test: now === 'test' ? 0 : 1 };
    await assign({ items: { itemIds: [ofFive] }, plan: { ...byPatient, shares } });
    expect(splitsOf(db)[ofFive]).toBe(now);
  });

  it('only those without one are assigned when that is asked, and fill up the shares', async () => {
    const { db, itemIds, assign } = desk(20);
    db.prepare("UPDATE items SET split = 'train' WHERE id <= 16").run();
    const result = await assign({ items: { query: {} }, plan: { ...plan, onlyUnassigned: true } });
    expect(result).toMatchObject({ images: 20, changed: 4, counts: { train: 16, val: 2, test: 2 } });
    expect(itemIds.slice(0, 16).map((id) => splitsOf(db)[id])).toEqual(Array(16).fill('train'));
  });

  it('by class: counts of each class are told, and each split has every one', async () => {
    const { db, itemIds, classIds, project, preview } = desk(30);
    const hand = handDesk(project);
    for (const [index, itemId] of itemIds.slice(0, 24).entries())
      hand.call('annotations.apply', {
        itemId,
        baseRevision: 0,
        change: makeChange({ annotations: { added: [makeAnnotation({ classId: classIds[index < 21 ? 0 : 2]! })] } }),
        label: 'Draw box',
      });
    const shown = await preview({ items: { query: {} }, plan: { ...plan, stratify: true } });
    expect(shown.classes.map(({ name }) => name)).toEqual(['cell', 'debris']);
    expect(shown.classes[1]!.counts).toEqual({ train: 1, val: 1, test: 1 });
    const { train, val, test } = shown.unlabeled;
    expect(train + val + test).toBe(6);
    expect(db.prepare('SELECT count(*) FROM items WHERE split IS NOT NULL').pluck().get()).toBe(0);
  });

  it('unknown metadata and patterns that group nothing are refused with what would do', async () => {
    const { preview } = desk(3);
    const refused = (grouping: SplitPlan['grouping']): Promise<unknown> =>
      preview({ items: { query: {} }, plan: { ...plan, grouping } }).then(
        () => null,
        (error: unknown) => (error instanceof AppError ? error.code : error),
      );
    expect(await refused({ kind: 'meta', key: 'patient' })).toBe('split.unknownKey');
    expect(await refused({ kind: 'pattern', pattern: 'a*' })).toBe('split.badPattern');
  });
});
