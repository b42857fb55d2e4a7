import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';
import { decide, makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject, modelSha256 } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import { create, makeFolder } from './support/openDesk.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Random = (below: number) => number;

const tables = ['roots', 'items', 'classes', 'class_matches', 'annotations', 'decisions', 'comments'] as const;

/** A project with an entry of most kinds. @returns the head of its journal */
function fill(file: string): string {
  const project = create(file);
  const { call, db } = handDesk(project);
  const { itemIds } = fillProject(db, { items: 6, predictionsPerItem: 3 });
  call('classes.match', { modelSha256, className: 'debris', classId: 'ignore' });
  for (const itemId of itemIds) {
    const added = [makeAnnotation(), makeAnnotation({ z: 1 })];
    call('annotations.apply', {
      itemId,
      baseRevision: 0,
      label: 'Draw',
      change: makeChange({ annotations: { added } }),
    });
    const [prediction] = call('items.document', { itemId }).predictions;
    if (prediction)
      call('annotations.apply', { itemId, baseRevision: 1, label: 'Decide', change: decide(prediction, 'accepted') });
    const id = randomUUID();
    call('comments.add', { itemId, id, text: 'Cell or debris?' });
    call('comments.add', { itemId, id: randomUUID(), threadId: id, text: 'Debris' });
    call('comments.resolve', { itemId, commentId: id });
  }
  call('history.undo', {});
  const { head } = verifyProject(db);
  project.close();
  return head;
}

/** Another value of the same type. */
function flip(random: Random, value: string | number): string | number {
  if (typeof value === 'number') return value + 1 + random(5);
  if (value === '') return 'x';
  const at = random(value.length);
  const code = value.charCodeAt(at) ^ (1 << random(3));
  return value.slice(0, at) + String.fromCharCode(code) + value.slice(at + 1);
}

function pick(random: Random, db: Database.Database, table: string): Row & { readonly rowid_: number } {
  const key = table === 'class_matches' ? '0' : 'rowid';
  const rows = db.prepare(`SELECT ${key} AS rowid_, * FROM ${table}`).all() as (Row & { rowid_: number })[];
  const row = rows[random(rows.length)];
  if (!row) throw new Error(`there are rows in ${table}`);
  return row;
}

/** One change that no honest program makes. @returns what it was */
function mutate(random: Random, db: Database.Database): string {
  const last = db.prepare('SELECT max(seq) FROM journal').pluck().get() as number;
  const kind = random(5);
  if (kind === 0) {
    const keep = random(last);
    db.prepare('DELETE FROM journal WHERE seq > ?').run(keep);
    return `journal cut after ${keep}`;
  }
  if (kind === 1) {
    const seq = 1 + random(last);
    db.prepare('DELETE FROM journal WHERE seq = ?').run(seq);
    return `journal ${seq} deleted`;
  }
  if (kind === 2) {
    const seq = 1 + random(last - 1);
    const swap = db.prepare('UPDATE journal SET seq = ? WHERE seq = ?');
    for (const [to, from] of [
      [-1, seq],
      [seq, seq + 1],
      [seq + 1, -1],
    ])
      swap.run(to, from);
    return `journal ${seq} and its next swapped`;
  }
  const table = kind === 3 ? 'journal' : (tables[random(tables.length)] ?? 'items');
  const where = table === 'class_matches' ? '1' : 'rowid = @rowid_';
  const row = pick(random, db, table);
  if (kind === 4 && random(4) === 0) {
    db.prepare(`DELETE FROM ${table} WHERE ${where}`).run(row);
    return `a row of ${table} deleted`;
  }
  const columns = Object.keys(row).filter((name) => name !== 'rowid_' && name !== 'undoes' && row[name] !== null);
  const column = columns[random(columns.length)] ?? '';
  const value = flip(random, row[column] ?? '');
  db.prepare(`UPDATE OR REPLACE ${table} SET ${column} = @value WHERE ${where}`).run({ ...row, value });
  return `${table}.${column} became ${JSON.stringify(value)}`;
}

test('verify finds each of three hundred random falsifications', () => {
  const folder = makeFolder();
  const honest = path.join(folder, 'honest.firstpass');
  const head = fill(honest);
  const missed: string[] = [];
  for (let seed = 1; seed <= 300; seed++) {
    const file = path.join(folder, 'forged.firstpass');
    copyFileSync(honest, file);
    const db = new Database(file);
    db.pragma('foreign_keys = OFF');
    db.exec('DROP TRIGGER journal_is_append_only_update; DROP TRIGGER journal_is_append_only_delete');
    if (seed === 1) expect(verifyProject(db, head).ok).toBe(true);
    const what = mutate(seededRandom(seed * 7919), db);
    if (verifyProject(db, head).ok) missed.push(`seed ${seed}: ${what}`);
    db.close();
  }
  expect(missed).toEqual([]);
});
