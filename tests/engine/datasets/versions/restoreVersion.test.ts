import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { takeBackParts } from '#engine/datasets/takeBackParts.ts';
import { buildSnapshot } from '#engine/datasets/versions/buildSnapshot.ts';
import { restoreVersion } from '#engine/datasets/versions/restoreVersion.ts';
import { describeLabels } from '#engine/db/contentHash.ts';
import { findHead } from '#engine/db/journal.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { insertVersion } from '#engine/db/versions.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { Version } from '#shared/contract/versions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';
import { makeAnnotation, makeChange } from '../../store/support/edits.ts';
import { fillProject } from '../../store/support/fillProject.ts';
import type { Desk } from '../../store/support/handDesk.ts';
import { open, openDesk } from '../../store/support/openDesk.ts';
import { randomEdit } from '../../store/support/randomEdit.ts';

const actor = 'tester';
const ignore = (): void => undefined;
const snapshotOf = (desk: Desk): string => path.join(path.dirname(desk.project.path), 'versions', 'one.sqlite');

function nameNow({ db }: Desk, name: string): Version {
  const { seq, hash } = assertExists(findHead(db), 'a project has a journal');
  return insertVersion({ db, actor }, { name, note: '', seq, journalHash: hash, ...describeLabels(db) });
}

/** All that a restore gives back, row by row, also who decided, and when. */
const stateOf = ({ db }: Desk): unknown[] =>
  ['SELECT * FROM annotations', 'SELECT * FROM decisions', 'SELECT id, stage FROM items'].map((select) =>
    db.prepare(`${select} ORDER BY id`).all(),
  );

/** One step of a person's at random. */
function step(random: (below: number) => number, { call }: Desk, itemIds: readonly ItemId[]): void {
  const itemId = itemIds[random(itemIds.length)] as ItemId;
  const document = call('items.document', { itemId });
  const edit = randomEdit(random, document);
  if (edit === 'redo') call('history.redo', {});
  else if (edit === 'undo') call('history.undo', {});
  else call('annotations.apply', { itemId, baseRevision: document.item.revision, change: edit, label: 'Edit' });
}

it('gives back every row of labels, decisions and stages, from any version in random work, and takes that back', () => {
  for (let seed = 1; seed <= 8; seed += 1) {
    const random = seededRandom(seed);
    const desk = openDesk();
    const { db } = desk;
    const { itemIds } = fillProject(db, { items: 4, predictionsPerItem: 5 });
    const named: { version: Version; state: unknown[] }[] = [];
    for (let at = 0; at < 80; at += 1) {
      step(random, desk, itemIds);
      if (at % 20 === 9) named.push({ version: nameNow(desk, `at ${at}`), state: stateOf(desk) });
    }
    for (const { version, state } of [...named].sort(() => random(3) - 1)) {
      const before = stateOf(desk);
      const snapshot = path.join(path.dirname(desk.project.path), `${version.id}.sqlite`);
      buildSnapshot(desk.project.path, version, snapshot, ignore);
      const { items } = restoreVersion(db, actor, version, snapshot, ignore);
      db.exec('DETACH a');
      expect(stateOf(desk)).toEqual(state);
      expect(describeLabels(db).contentHash).toBe(version.contentHash);
      if (items === 0) continue;
      const seq = assertExists(findHead(db), 'a restore is in the journal').seq;
      takeBackParts(db, actor, seq, ignore);
      expect(stateOf(desk)).toEqual(before);
      // And the undo taken back: the restore again.
      takeBackParts(db, actor, seq + 2, ignore);
      expect(stateOf(desk)).toEqual(state);
    }
    expect(verifyProject(db).differences).toEqual([]);
  }
});

/** Four labels an image; then all of them moved: a restore is about every image. */
function fillTwice(items: number): { desk: Desk; version: Version; moved: unknown[] } {
  const desk = openDesk();
  const { itemIds } = fillProject(desk.db, { items, predictionsPerItem: 0 });
  const labels = new Map(itemIds.map((itemId) => [itemId, [0, 1, 2, 3].map((z) => makeAnnotation({ z }))]));
  const edit = (itemId: ItemId, baseRevision: number, annotations: Parameters<typeof makeChange>[0]['annotations']) =>
    desk.call('annotations.apply', {
      itemId,
      baseRevision,
      label: 'Edit',
      change: makeChange({ annotations: annotations ?? {} }),
    });
  for (const [itemId, added] of labels) edit(itemId, 0, { added });
  const version = nameNow(desk, 'one');
  for (const [itemId, rows] of labels)
    edit(itemId, 1, { updated: rows.map((row) => [row, { ...row, shape: { kind: 'point', point: [5, 5] } }]) });
  return { desk, version, moved: stateOf(desk) };
}

it('killed in the middle leaves everything as it was before', () => {
  const { desk, version, moved } = fillTwice(600);
  const { path: file } = desk.project;
  buildSnapshot(file, version, snapshotOf(desk), ignore);
  desk.project.close();
  const child = path.join(import.meta.dirname, 'children/dieWhileRestoring.ts');
  // In the second of two parts, and when all but the last entry is written.
  for (const after of [550, 600]) {
    expect(spawnSync(process.execPath, [child, file, snapshotOf(desk), String(after)]).signal).toBe('SIGKILL');
    const again = open(file);
    const now = { ...desk, db: again.db };
    expect(stateOf(now)).toEqual(moved);
    expect(verifyProject(again.db).differences).toEqual([]);
    again.close();
  }
  const whole = open(file);
  onTestFinished(() => whole.close());
  expect(restoreVersion(whole.db, actor, version, snapshotOf(desk), ignore)).toEqual({ items: 600, labels: 2400 });
  const parts = whole.db.prepare("SELECT count(*) FROM journal WHERE op = 'restore.applied'").pluck().get();
  expect(parts).toBe(2);
  expect(describeLabels(whole.db).contentHash).toBe(version.contentHash);
});

it('an image with very many labels goes into several entries, and back', () => {
  const desk = openDesk();
  const { itemIds } = fillProject(desk.db, { items: 1, predictionsPerItem: 0 });
  const itemId = itemIds[0] as ItemId;
  const version = nameNow(desk, 'empty');
  const added = Array.from({ length: 45_000 }, (_, z) => makeAnnotation({ z }));
  desk.call('annotations.apply', {
    ...{
      itemId,
      baseRevision: 0,
      label: 'Edit',
      change: makeChange({ annotations: { added }, stage: ['new', 'labeled'] }),
    },
  });
  const { contentHash } = describeLabels(desk.db);
  buildSnapshot(desk.project.path, version, snapshotOf(desk), ignore);
  restoreVersion(desk.db, actor, version, snapshotOf(desk), ignore);
  const texts = "SELECT length(body) FROM journal WHERE op = 'restore.applied'";
  const lengths = desk.db.prepare(texts).pluck().all() as number[];
  expect(lengths.length).toBeGreaterThan(2);
  expect(Math.max(...lengths)).toBeLessThan(9_000_000);
  expect(describeLabels(desk.db)).toMatchObject({ labels: 0, contentHash: version.contentHash });
  takeBackParts(desk.db, actor, assertExists(findHead(desk.db), 'there is a journal').seq, ignore);
  expect(describeLabels(desk.db)).toMatchObject({ labels: 45_000, contentHash });
});

it('a snapshot whose making was stopped is not there', () => {
  const desk = openDesk();
  fillProject(desk.db, { items: 3, predictionsPerItem: 0 });
  const version = nameNow(desk, 'one');
  const stop = (): never => {
    throw new Error('stopped');
  };
  expect(() => buildSnapshot(desk.project.path, version, snapshotOf(desk), stop)).toThrow('stopped');
  expect(existsSync(snapshotOf(desk))).toBe(false);
});
