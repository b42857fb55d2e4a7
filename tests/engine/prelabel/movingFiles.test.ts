import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { markMissing, relinkByContent, saveInspection } from '#engine/db/itemFiles.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { addFaultyItems, listRunRows, openFaulty } from './support/startFaulty.ts';

const image = (contentHash: string): InspectedImage => ({
  ...{ widthPx: 640, heightPx: 480, orientation: 1, bitDepth: 8, channels: 3, format: 'jpeg', facts: null },
  ...{ contentHash, sizeBytes: 1, modifiedMs: 1, metadata: [], fingerprint: '' },
});
const any = (): boolean => true;

/** Until the faulty process has been given this image; then `meanwhile`, and it may go on. */
async function whileBusyWith(folder: string, name: string, meanwhile: () => void): Promise<void> {
  await vi.waitFor(() => assertExists(existsSync(path.join(folder, `${name}.seen`)) || undefined, name), 20_000);
  meanwhile();
  writeFileSync(path.join(folder, `${name}.go`), '');
}

test('an image that is moved while the model looks at it fails no run, and is found where it lies now', async () => {
  const desk = openFaulty(['a old place.jpg', 'b wait.jpg', 'c.jpg']);
  const { db, writer, folder, prelabeler } = desk;
  const [lost, arrived] = desk.itemIds as [ItemId, ItemId];
  markMissing(writer, [lost]);
  db.prepare("UPDATE item_probe SET content_hash = 'same' WHERE item_id IN (?, ?)").run(lost, arrived);
  const { runId } = await desk.start();
  await whileBusyWith(folder, 'b wait.jpg', () => expect(relinkByContent(writer, 'same', any)).toBe(lost));
  expect(await prelabeler.finished(runId)).toMatchObject({
    state: 'done',
    itemsDone: 2,
    itemsFailed: 0,
    itemsTotal: 2,
  });
  const rows = listRunRows(db, runId);
  expect(rows.map((row) => row.path)).toEqual(['b wait.jpg', 'c.jpg']);
  expect(rows[0]?.predictions).toBeGreaterThan(0);
  expect(verifyProject(db).differences).toEqual([]);
});

test('what a run found in a moved image stays with it, and what its labels cover is not asked again', async () => {
  const desk = openFaulty(['a.jpg', 'b.jpg']);
  const { db, writer, prelabeler } = desk;
  const [lost, arrived] = desk.itemIds as [ItemId, ItemId];
  const { runId } = await desk.start();
  await prelabeler.finished(runId);
  // As it is when the image is labeled at its old place, gone there, and was done by the run at its new one.
  const [label] = db.prepare('SELECT class_name AS name, shape FROM predictions WHERE item_id = ?').all(lost) as {
    name: string;
    shape: string;
  }[];
  const { name, shape } = assertExists(label, 'many were found');
  db.prepare('DELETE FROM predictions WHERE item_id = ?').run(lost);
  db.prepare("UPDATE run_items SET problem_code = 'image.missing', problem_details = '{}' WHERE item_id = ?").run(lost);
  db.prepare(
    `INSERT INTO annotations (id, item_id, class_id, kind, shape, source, z)
     SELECT 'label', ?, id, 'box', ?, 'person', 0 FROM classes WHERE name = ?`,
  ).run(lost, shape, name);
  const found = db.prepare('SELECT count(*) FROM predictions WHERE item_id = ?').pluck().get(arrived) as number;
  markMissing(writer, [lost]);
  db.prepare("UPDATE item_probe SET content_hash = 'same' WHERE item_id IN (?, ?)").run(lost, arrived);
  expect(relinkByContent(writer, 'same', any)).toBe(lost);
  expect(listRunRows(db, runId)).toEqual([{ path: 'b.jpg', problem: null, details: null, predictions: found }]);
  const covered = db.prepare("SELECT count(*) FROM predictions WHERE covered_by = 'label'").pluck().get() as number;
  expect(covered).toBeGreaterThan(0);
  expect(db.prepare('SELECT proposal_count FROM item_summary WHERE item_id = ?').pluck().get(lost)).toBe(
    found - covered,
  );
});

test('a resumed run does all that is left, also when images that it has done are gone', async () => {
  const desk = openFaulty(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
  const { db, writer, prelabeler } = desk;
  const [a, b] = desk.itemIds as [ItemId, ItemId];
  const { runId } = await desk.start(3);
  expect(await prelabeler.finished(runId)).toMatchObject({ itemsDone: 3, itemsTotal: 3 });
  db.prepare('UPDATE runs SET item_limit = NULL WHERE id = ?').run(runId);
  markMissing(writer, [a, b]);
  addFaultyItems(desk, ['e.jpg', 'f.jpg']);
  await prelabeler.resume(runId);
  expect(await prelabeler.finished(runId)).toMatchObject({ state: 'done', itemsDone: 6, itemsTotal: 6 });
  expect(listRunRows(db, runId).map((row) => row.path)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg', 'f.jpg']);
});

test('images that arrive while a run works are taken along, whatever has gone meanwhile', async () => {
  const desk = openFaulty(['a.jpg', 'b.jpg', 'c wait.jpg']);
  const { db, writer, folder, prelabeler } = desk;
  const { runId } = await desk.start();
  await whileBusyWith(folder, 'c wait.jpg', () => {
    markMissing(writer, desk.itemIds.slice(0, 2));
    addFaultyItems(desk, ['0 before all.jpg', 'd.jpg']);
  });
  expect(await prelabeler.finished(runId)).toMatchObject({ state: 'done', itemsDone: 5, itemsTotal: 5 });
  expect(db.prepare('SELECT count(*) FROM run_items').pluck().get()).toBe(5);
});

test('what was found in other bytes is neither stored nor kept, and the image is looked at anew', async () => {
  const desk = openFaulty(['a wait.jpg', 'b.jpg']);
  const { db, writer, folder, prelabeler } = desk;
  const [a, b] = desk.itemIds as [ItemId, ItemId];
  const { runId } = await desk.start();
  await whileBusyWith(folder, 'a wait.jpg', () => {
    saveInspection(writer, a, image('other'));
    // Gone after this look, so that only a second one can find nothing.
    renameSync(path.join(folder, 'a wait.jpg'), path.join(folder, 'a away.jpg'));
  });
  expect(await prelabeler.finished(runId)).toMatchObject({ state: 'done', itemsDone: 1, itemsFailed: 1 });

  // An image that was done: proposals go, what was decided stays, and the run counts it as not done.
  db.prepare(
    `INSERT INTO decisions SELECT 'd', item_id, 'rejected', id, run_id, 'sha', class_name, score, shape, NULL, 1, 'me', 'now'
     FROM predictions WHERE item_id = ? ORDER BY id LIMIT 1`,
  ).run(b);
  expect(saveInspection(writer, b, image('changed'))).toBe(false);
  expect(db.prepare('SELECT count(*) FROM predictions WHERE item_id = ?').pluck().get(b)).toBe(1);
  expect(
    db.prepare('SELECT proposal_count, changed FROM item_summary JOIN items ON id = item_id WHERE id = ?').get(b),
  ).toEqual({
    proposal_count: 0,
    changed: 1,
  });
  expect(listRunRows(db, runId).map((row) => row.path)).toEqual(['a wait.jpg']);
  await prelabeler.resume(runId);
  expect(await prelabeler.finished(runId)).toMatchObject({ state: 'done', itemsDone: 1, itemsFailed: 1 });
  // The one that was decided is not asked again.
  expect(
    db.prepare('SELECT count(*) FROM predictions WHERE item_id = ? AND covered_by IS NOT NULL').pluck().get(b),
  ).toBe(1);
});
