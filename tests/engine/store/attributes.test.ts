import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { setAttribute } from '#shared/actions/setAttribute.ts';
import type { AttributeDefinition } from '#shared/model/attributes.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import { applicationId } from '#engine/db/inspectProject.ts';
import { appendEntry, canonicalJson } from '#engine/db/journal.ts';
import { migrate, oldestReaderOf } from '#engine/db/migrate.ts';
import { migrations } from '#engine/db/migrations/migrations.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import { makeFolder, open, openDesk } from './support/openDesk.ts';

const grade: AttributeDefinition = {
  name: 'grade',
  kind: 'choice',
  options: ['low', 'high'],
  isRequired: true,
  default: null,
};

/** A project as the program of format 2 left it: a class that was changed once, an edit, and the journal of both. */
function makeFormat2(): { file: string; annotation: ReturnType<typeof makeAnnotation> } {
  const file = path.join(makeFolder(), 'old.firstpass');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma(`application_id = ${applicationId}`);
  migrate(
    db,
    migrations.filter(({ number }) => number <= 2),
  );
  const annotation = makeAnnotation({ shape: { kind: 'whole' } });
  const write = (op: string, body: unknown): void => {
    appendEntry(db, { at: 'now', actor: 'me', op, subject: '-', label: op, undoes: null, body: canonicalJson(body) });
  };
  const projectId = '00000000-0000-4000-8000-000000000001';
  write('project.created', { projectId });
  write('root.added', { id: 1, path: '/images' });
  write('items.added', { items: [{ id: 1, rootId: 1, path: 'a.jpg', frame: 0 }] });
  write('class.created', { id: 1, name: 'cel', color: '0', position: 0 });
  write('class.updated', { id: 1, from: { name: 'cel', color: '0' }, to: { name: 'cell', color: '0' } });
  write('annotations.applied', { itemId: 1, change: makeChange({ annotations: { added: [annotation] } }) });
  db.exec(`
    INSERT INTO meta VALUES ('projectId', '${projectId}');
    INSERT INTO roots VALUES (1, '/images');
    INSERT INTO items (id, root_id, path, revision) VALUES (1, 1, 'a.jpg', 1);
    INSERT INTO item_probe (item_id, state) VALUES (1, 'ready');
    INSERT INTO item_summary (item_id, annotation_count) VALUES (1, 1);
    INSERT INTO classes VALUES (1, 'cell', '0', 0);
    INSERT INTO annotations VALUES ('${annotation.id}', 1, 1, 'whole', '{"kind":"whole"}', 'person', NULL, NULL, 0);
  `);
  db.close();
  return { file, annotation };
}

describe('migration 3', () => {
  it('opens a project from before there were attributes: it has none, verifies, and takes some', () => {
    const { file, annotation } = makeFormat2();
    const project = open(file);
    onTestFinished(() => project.close());
    const { db, call } = handDesk(project);
    expect(verifyProject(db).differences).toEqual([]);
    expect(oldestReaderOf(db)).toBeGreaterThanOrEqual(3);
    expect(call('classes.list', {})).toEqual([{ id: 1, name: 'cell', color: '0', position: 0 }]);
    const itemId = 1 as ItemId;
    const document = call('items.document', { itemId });
    expect(document.annotations).toEqual([annotation]);

    call('classes.update', { classId: 1, attributes: [grade] });
    const change = setAttribute(document, [annotation.id], 'grade', 'high');
    expect(call('annotations.apply', { itemId, baseRevision: 1, change, label: 'Set grade' }).ok).toBe(true);
    // What was written before there were attributes is still undone.
    call('history.undo', {});
    call('history.undo', {});
    expect(call('items.document', { itemId }).annotations).toEqual([]);
    call('history.redo', {});
    call('history.redo', {});
    expect(call('items.document', { itemId }).annotations).toEqual([{ ...annotation, attributes: { grade: 'high' } }]);
    expect(verifyProject(db).ok).toBe(true);
  });
});

describe('attributes of a class', () => {
  it('are kept with it, told to everyone, and refused when they make no sense', () => {
    const { call, db, takeEvents } = openDesk();
    call('classes.create', { name: 'cell' });
    takeEvents();
    expect(call('classes.update', { classId: 1, attributes: [grade] })).toMatchObject({ attributes: [grade] });
    expect(takeEvents().map(([name]) => name)).toContain('classesChanged');
    expect(call('classes.update', { classId: 1, name: 'Cell' })).toMatchObject({ name: 'Cell', attributes: [grade] });
    const refused = { ...grade, options: [] };
    expect(() => call('classes.update', { classId: 1, attributes: [refused] })).toThrow(/noOptions/);
    expect(() => call('classes.update', { classId: 1, attributes: [grade, grade] })).toThrow(/nameTwice/);
    call('classes.update', { classId: 1, attributes: [] });
    expect(call('classes.list', {})[0]).not.toHaveProperty('attributes');
    expect(verifyProject(db).ok).toBe(true);
  });

  it('can go without the values of its objects going', () => {
    const { call, db } = openDesk();
    const { itemIds } = fillProject(db, { items: 1, predictionsPerItem: 0 });
    const itemId = itemIds[0] as ItemId;
    call('classes.update', { classId: 1, attributes: [grade] });
    const added = makeAnnotation({ classId: 1 as ClassId, attributes: { grade: 'high', anything: 3, yes: true } });
    const { revision } = call('items.document', { itemId }).item;
    const change = makeChange({ annotations: { added: [added] } });
    expect(call('annotations.apply', { itemId, baseRevision: revision, change, label: 'Draw' }).ok).toBe(true);
    call('classes.update', { classId: 1, attributes: [{ ...grade, options: ['1', '2'] }] });
    call('classes.update', { classId: 1, attributes: [] });
    expect(call('items.document', { itemId }).annotations).toEqual([added]);
    expect(verifyProject(db).ok).toBe(true);
    // A value that was changed behind the journal's back is found.
    db.exec(`UPDATE annotations SET attributes = '{"grade":"low"}'`);
    expect(verifyProject(db).differences[0]).toContain('attributes is {"grade":"low"}');
  });
});
