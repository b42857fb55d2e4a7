import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { entryHash, genesisHash } from '#engine/db/journal.ts';
import type { JournalEntry } from '#engine/db/journal.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { decide, makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject, modelSha256 } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import { create, makeFolder } from './support/openDesk.ts';

let file: string;
let head: string;

/** A project with an entry of nearly every kind. */
beforeEach(() => {
  file = path.join(makeFolder(), 'checked.firstpass');
  const project = create(file);
  const { call, db } = handDesk(project);
  const { itemIds } = fillProject(db, { items: 4, predictionsPerItem: 3 });
  const [itemId, other] = itemIds;
  if (!itemId || !other) throw new Error('there are items');
  call('classes.match', { modelSha256, className: 'debris', classId: 'ignore' });
  call('classes.update', { classId: 2, name: 'nucleus 😀' });
  const first = makeAnnotation();
  call('annotations.apply', {
    itemId,
    baseRevision: 0,
    label: 'Draw box',
    change: makeChange({ annotations: { added: [first] }, stage: ['new', 'in progress'] }),
  });
  const { predictions } = call('items.document', { itemId: other });
  for (const [index, prediction] of predictions.entries()) {
    const change = decide(prediction, index === 0 ? 'accepted' : 'rejected');
    call('annotations.apply', { itemId: other, baseRevision: index, label: 'Decide', change });
  }
  call('history.undo', {});
  head = verifyProject(db).head;
  project.close();
});

function tamper(sql: string | ((db: Database.Database) => void)): readonly string[] {
  const db = new Database(file);
  db.pragma('foreign_keys = OFF');
  db.exec('DROP TRIGGER journal_is_append_only_update; DROP TRIGGER journal_is_append_only_delete');
  if (typeof sql === 'string') db.exec(sql);
  else sql(db);
  const { ok, differences } = verifyProject(db);
  expect(ok).toBe(differences.length === 0);
  db.close();
  return differences;
}

const entriesOf = (db: Database.Database): JournalEntry[] =>
  db.prepare('SELECT * FROM journal ORDER BY seq').all() as JournalEntry[];

describe('verify', () => {
  it('says that an honest project is well, and where its journal ends', () => {
    const db = new Database(file, { readonly: true });
    const result = verifyProject(db, head);
    expect(result).toEqual({ ok: true, entries: entriesOf(db).length, head, differences: [] });
    expect(head).toBe(entriesOf(db).at(-1)?.hash);
    db.close();
  });

  it('is guarded by triggers that refuse to change the journal', () => {
    const db = new Database(file);
    for (const sql of ["UPDATE journal SET actor = 'me'", 'DELETE FROM journal']) {
      expect(() => db.exec(sql)).toThrow(/append-only/);
    }
    db.close();
  });

  it.each(['at', 'actor', 'op', 'subject', 'label', 'body', 'hash'])(
    'finds one changed letter in %s of an entry',
    (column) => {
      const differences = tamper(
        `UPDATE journal SET ${column} = replace(substr(${column}, 1, 1), substr(${column}, 1, 1), '~') || substr(${column}, 2) WHERE seq = 7`,
      );
      expect(differences[0]).toBe('journal 7: the hash does not fit the entry');
    },
  );

  it('finds a changed number in a body', () => {
    expect(tamper(`UPDATE journal SET body = replace(body, '30,40', '40,30') WHERE body LIKE '%30,40%'`)).toEqual([
      expect.stringMatching(/^journal \d+: the hash does not fit the entry$/),
      expect.stringMatching(/^annotations \S+: shape is .*30,40.* the journal says .*40,30/),
    ]);
  });

  it('finds a forged entry whose hash was computed anew', () => {
    const differences = tamper((db) => {
      const entries = entriesOf(db);
      const [before, forged] = [entries[4], entries[5]];
      if (!before || !forged) throw new Error('there are six entries');
      const changed = { ...forged, actor: 'somebody else' };
      db.prepare('UPDATE journal SET actor = ?, hash = ? WHERE seq = 6').run(
        changed.actor,
        entryHash(before.hash, changed),
      );
    });
    expect(differences).toEqual(['journal 7: the hash does not fit the entry']);
  });

  it('finds a forged chain by the tables, or by a head that was kept elsewhere', () => {
    const forge = (db: Database.Database): void => {
      let hash = genesisHash;
      for (const entry of entriesOf(db)) {
        const body = entry.body.replace('30,40', '40,30');
        hash = entryHash(hash, { ...entry, body });
        db.prepare('UPDATE journal SET body = ?, hash = ? WHERE seq = ?').run(body, hash, entry.seq);
      }
      db.prepare("UPDATE annotations SET shape = replace(shape, '30,40', '40,30')").run();
    };
    expect(tamper(forge)).toEqual([]);
    const db = new Database(file, { readonly: true });
    expect(verifyProject(db, head).differences).toEqual([
      `journal: the entry with the hash ${head} is gone; the end was cut off`,
    ]);
    db.close();
  });

  it('finds a deleted entry', () => {
    expect(tamper('DELETE FROM journal WHERE seq = 5').slice(0, 2)).toEqual([
      'journal: entry 5 is missing',
      'journal 6: the hash does not fit the entry',
    ]);
  });

  it('finds two entries that changed places', () => {
    const differences = tamper(
      'UPDATE journal SET seq = -5 WHERE seq = 5; UPDATE journal SET seq = 5 WHERE seq = 6; UPDATE journal SET seq = 6 WHERE seq = -5',
    );
    expect(differences.slice(0, 3)).toEqual([5, 6, 7].map((seq) => `journal ${seq}: the hash does not fit the entry`));
  });

  it('finds an end that was cut off', () => {
    const differences = tamper('DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)');
    expect(differences).not.toEqual([]);
  });

  it.each([
    ['roots', 'path', "'/elsewhere'", 1],
    ['items', 'stage', "'approved'", 4],
    ['items', 'revision', '77', 4],
    ['classes', 'color', "'9'", 3],
    ['class_matches', 'class_id', '1', 1],
    ['annotations', 'class_id', '3', 2],
    ['annotations', 'z', '5', 2],
    ['decisions', 'at', "'2001-01-01'", 1],
    ['decisions', 'actor', "'somebody'", 1],
    ['decisions', 'score', '0.123', 1],
  ])('finds a row of %s whose %s was changed', (table, column, value, rows) => {
    const count = `(SELECT count(*) FROM ${table})`;
    const differences = tamper((db) => {
      expect(db.prepare(`SELECT ${count}`).pluck().get()).toBe(rows);
      db.exec(
        `UPDATE ${table} SET ${column} = ${value} WHERE ${table === 'class_matches' ? '1' : `id = (SELECT min(id) FROM ${table})`}`,
      );
    });
    expect(differences).toEqual([expect.stringMatching(new RegExp(`^${table} .+: ${column} is .* the journal says `))]);
  });

  it('finds rows that came or went past the journal, and the name of the project', () => {
    expect(
      tamper(`INSERT INTO items (id, root_id, path) VALUES (50, 1, 'smuggled.jpg'); DELETE FROM decisions WHERE id = (SELECT min(id) FROM decisions);
              UPDATE meta SET value = 'x' WHERE key = 'projectId'`),
    ).toEqual([
      expect.stringMatching(/^meta projectId: value is x, the journal says /),
      'items 50: the row is not from the journal',
      expect.stringMatching(/^decisions \S+: the row is missing$/),
    ]);
  });

  it('finds a byte that was changed in the file, wherever rows lie', () => {
    // In the text of a path, as it lies in the journal, in the table and in its indexes. Room that SQLite has given up
    // still holds old copies: those are no part of the project, and then every row reads as before.
    const rows = (db: Database.Database): unknown =>
      ['journal', 'items'].map((table) => db.prepare(`SELECT * FROM ${table} NOT INDEXED`).all());
    const bytes = readFileSync(file);
    const honest = new Database(file);
    const before = rows(honest);
    honest.close();
    const needle = Buffer.from('image 0000002.jpg');
    let found = 0;
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
      const edited = Buffer.from(bytes);
      edited[at] = 'J'.charCodeAt(0);
      writeFileSync(file, edited);
      const db = new Database(file);
      if (verifyProject(db).ok) expect(rows(db)).toEqual(before);
      else found += 1;
      db.close();
    }
    expect(found).toBeGreaterThanOrEqual(5);
  });

  it('reports a page that can not be read instead of failing', () => {
    const bytes = readFileSync(file);
    const db = new Database(file);
    const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'annotations'").pluck().get() as number;
    db.close();
    bytes.fill(0xee, (page - 1) * 4096, page * 4096);
    writeFileSync(file, bytes);
    const broken = new Database(file);
    expect(verifyProject(broken).differences.join()).toMatch(/file: /);
    broken.close();
  });
});
