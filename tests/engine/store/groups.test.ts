import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { group, ungroup } from '#shared/actions/groupAnnotations.ts';
import type { GroupId, ItemId } from '#shared/model/ids.ts';
import { applicationId } from '#engine/db/inspectProject.ts';
import { appendEntry, canonicalJson } from '#engine/db/journal.ts';
import { migrate, oldestReaderOf } from '#engine/db/migrate.ts';
import { migrations } from '#engine/db/migrations/migrations.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { handDesk } from './support/handDesk.ts';
import { makeFolder, open } from './support/openDesk.ts';

/** A project as the program of format 4 left it: two labels in one edit, and the journal of it. */
function makeFormat4(): { file: string; labels: ReturnType<typeof makeAnnotation>[] } {
  const file = path.join(makeFolder(), 'old.firstpass');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma(`application_id = ${applicationId}`);
  migrate(
    db,
    migrations.filter(({ number }) => number <= 4),
  );
  const labels = [0, 1].map((z) => makeAnnotation({ shape: { kind: 'whole' }, z }));
  const write = (op: string, body: unknown): void => {
    appendEntry(db, { at: 'now', actor: 'me', op, subject: '-', label: op, undoes: null, body: canonicalJson(body) });
  };
  const projectId = '00000000-0000-4000-8000-000000000001';
  write('project.created', { projectId });
  write('root.added', { id: 1, path: '/images' });
  write('items.added', { items: [{ id: 1, rootId: 1, path: 'a.jpg', frame: 0 }] });
  write('class.created', { id: 1, name: 'cell', color: '0', position: 0 });
  write('annotations.applied', { itemId: 1, change: makeChange({ annotations: { added: labels } }) });
  db.exec(`
    INSERT INTO meta VALUES ('projectId', '${projectId}');
    INSERT INTO roots VALUES (1, '/images');
    INSERT INTO items (id, root_id, path, revision) VALUES (1, 1, 'a.jpg', 1);
    INSERT INTO item_probe (item_id, state) VALUES (1, 'ready');
    INSERT INTO item_summary (item_id, annotation_count) VALUES (1, 2);
    INSERT INTO classes (id, name, color, position) VALUES (1, 'cell', '0', 0);
  `);
  for (const { id, z } of labels)
    db.prepare(
      `INSERT INTO annotations VALUES (?, 1, 1, 'whole', '{"kind":"whole"}', 'person', NULL, NULL, ?, NULL)`,
    ).run(id, z);
  db.close();
  return { file, labels };
}

it('a project from before there were groups has none, verifies, and takes some; undo and redo give them back', () => {
  const { file, labels } = makeFormat4();
  const project = open(file);
  onTestFinished(() => project.close());
  const { db, call } = handDesk(project);
  expect(verifyProject(db).differences).toEqual([]);
  expect(oldestReaderOf(db)).toBeGreaterThanOrEqual(5);
  const itemId = 1 as ItemId;
  const document = call('items.document', { itemId });
  expect(document.annotations).toEqual(labels);

  const groupId = '00000000-0000-4000-8000-00000000000a' as GroupId;
  const ids = labels.map(({ id }) => id);
  const grouped = labels.map((label) => ({ ...label, groupId }));
  const apply = (change: ReturnType<typeof group>, baseRevision: number): boolean =>
    call('annotations.apply', { itemId, baseRevision, change, label: 'Group' }).ok;
  expect(apply(group(document, ids, groupId), 1)).toBe(true);
  expect(call('items.document', { itemId }).annotations).toEqual(grouped);
  expect(apply(ungroup(call('items.document', { itemId }), ids), 2)).toBe(true);
  expect(call('items.document', { itemId }).annotations).toEqual(labels);
  call('history.undo', {});
  expect(call('items.document', { itemId }).annotations).toEqual(grouped);
  call('history.undo', {});
  expect(call('items.document', { itemId }).annotations).toEqual(labels);
  call('history.redo', {});
  expect(verifyProject(db).differences).toEqual([]);
  // A group that was changed behind the journal's back is found.
  db.exec('UPDATE annotations SET group_id = NULL');
  expect(verifyProject(db).differences[0]).toContain('group_id is null');
});
