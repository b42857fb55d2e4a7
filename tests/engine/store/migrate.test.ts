import { readdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applicationId, newestFormat } from '#engine/db/inspectProject.ts';
import { formatOf, migrate, oldestReaderOf } from '#engine/db/migrate.ts';
import { migrations } from '#engine/db/migrations/migrations.ts';
import type { Migration } from '#engine/db/migrations/migration.ts';
import { insertRun, listRuns } from '#engine/db/runs.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { AppError } from '#shared/contract/errors.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { makeFolder, open } from './support/openDesk.ts';

/** A project file as the program of that format left it: five predictions, one of each reason to be open or not. */
function makeFormat1(): string {
  const file = path.join(makeFolder(), 'old.firstpass');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma(`application_id = ${applicationId}`);
  migrate(
    db,
    migrations.filter(({ number }) => number <= 1),
  );
  db.exec(`
    INSERT INTO roots VALUES (1, '/images');
    INSERT INTO items (id, root_id, path) VALUES (1, 1, 'a.jpg');
    INSERT INTO item_probe (item_id, state) VALUES (1, 'ready');
    INSERT INTO item_summary (item_id, proposal_count, lowest_score) VALUES (1, 2, 0.1);
    INSERT INTO classes VALUES (1, 'cell', '0', 0);
    INSERT INTO runs (id, model_sha256, model_name, state, score_threshold, iou_threshold, device_asked, items_total, created_at)
      VALUES (1, 'sha', 'm', 'done', 0.2, 0.5, 'cpu', 1, 'now');
    INSERT INTO meta VALUES ('activeRunId', '1');
    INSERT INTO class_matches VALUES ('sha', 'dust', NULL);
    INSERT INTO annotations VALUES ('a1', 1, 1, 'whole', '{"kind":"whole"}', 'person', NULL, NULL, 0);
    INSERT INTO predictions (id, run_id, item_id, class_name, score, kind, shape, covered_by) VALUES
      (1, 1, 1, 'cell', 0.1, 'whole', '{"kind":"whole"}', NULL),
      (2, 1, 1, 'cell', 0.2, 'whole', '{"kind":"whole"}', 'gone'),
      (3, 1, 1, 'cell', 0.3, 'whole', '{"kind":"whole"}', 'a1'),
      (4, 1, 1, 'dust', 0.4, 'whole', '{"kind":"whole"}', NULL),
      (5, 1, 1, 'cell', 0.5, 'whole', '{"kind":"whole"}', NULL);
    INSERT INTO decisions VALUES ('d1', 1, 'rejected', 5, 1, 'sha', 'cell', 0.5, '{"kind":"whole"}', NULL, 1, 'me', 'now');
  `);
  db.close();
  return file;
}

describe('opening an older project', () => {
  it('brings it to the newest format and keeps what was there in a backup', () => {
    const file = makeFormat1();
    const project = open(file);
    onTestFinished(() => project.close());
    expect(formatOf(project.db)).toBe(newestFormat);
    const [backup = ''] = readdirSync(path.dirname(file)).filter((name) => name.endsWith('.backup'));
    expect(backup).toMatch(/^old\.firstpass\.format-1\.\d{4}-.*\.backup$/);
    const kept = new Database(path.join(path.dirname(file), backup), { readonly: true });
    onTestFinished(() => void kept.close());
    expect({
      format: formatOf(kept),
      id: kept.pragma('application_id', { simple: true }),
      check: kept.pragma('integrity_check', { simple: true }),
      predictions: kept.prepare('SELECT count(*) FROM predictions').pluck().get(),
    }).toEqual({ format: 1, id: applicationId, check: 'ok', predictions: 5 });
  });

  it('makes no backup when there is nothing to do', () => {
    const file = makeFormat1();
    open(file).close();
    open(file).close();
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.backup'))).toHaveLength(1);
  });
});

describe('migration 2', () => {
  it('keeps which predictions wait for a person', () => {
    const file = makeFormat1();
    const project = open(file);
    onTestFinished(() => project.close());
    expect(project.db.prepare('SELECT id FROM open_predictions ORDER BY id').pluck().all()).toEqual([1, 2]);
  });
});

describe('migration 4', () => {
  it('opens an older project in which no edit has an id yet', () => {
    const project = open(makeFormat1());
    onTestFinished(() => project.close());
    expect(project.db.prepare('SELECT count(*) FROM edit_ids').pluck().get()).toBe(0);
  });
});

describe('migration 7', () => {
  it('gives no number of a run that decisions remember', () => {
    const file = makeFormat1();
    const old = new Database(file);
    old.exec('UPDATE decisions SET run_id = 7');
    old.close();
    const project = open(file);
    onTestFinished(() => project.close());
    const run = {
      modelSha256: 'sha',
      modelName: 'm',
      scoreThreshold: 0.2,
      iouThreshold: 0.5,
      classThresholds: {},
      options: defaultRunOptions,
      itemLimit: null,
    };
    expect(insertRun(project.db, { ...run, deviceAsked: 'cpu' })).toBe(8);
    expect(listRuns(project.db).map(({ id }) => id)).toEqual([8, 1]);
  });
});

describe('migration 9', () => {
  it('leaves the runs that are there without scores for single classes', () => {
    const project = open(makeFormat1());
    onTestFinished(() => project.close());
    expect(listRuns(project.db).map(({ classThresholds }) => classThresholds)).toEqual([{}]);
  });
});

describe('migration 10', () => {
  it('says of the runs that are there that each looked at images once, as a whole', () => {
    const project = open(makeFormat1());
    onTestFinished(() => project.close());
    expect(listRuns(project.db).map(({ options }) => options)).toEqual([defaultRunOptions]);
    expect(project.db.prepare('SELECT DISTINCT agreement FROM predictions').pluck().all()).toEqual([null]);
  });
});

describe('migration 18', () => {
  it('leaves what was read before without a fingerprint, to be read again when duplicates are looked for', () => {
    const project = open(makeFormat1());
    onTestFinished(() => project.close());
    const rows = project.db.prepare('SELECT fingerprint FROM item_probe').pluck().all();
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows)).toEqual(new Set([null]));
  });
});

describe('migration 19', () => {
  it('changes no table: what a file of format 18 holds is read as it is, and older programs are kept out', () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    const tables = (): unknown => db.prepare('SELECT sql FROM sqlite_schema ORDER BY name').all();
    migrate(
      db,
      migrations.filter(({ number }) => number < 19),
    );
    const before = tables();
    migrate(
      db,
      migrations.filter(({ number }) => number < 20),
      { backup: false },
    );
    expect([tables(), formatOf(db), oldestReaderOf(db)]).toEqual([before, 19, 19]);
  });
});

describe('migration 20', () => {
  it('changes no table: what a file of format 19 holds is read as it is, and older programs are kept out', () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    const tables = (): unknown => db.prepare('SELECT sql FROM sqlite_schema ORDER BY name').all();
    migrate(
      db,
      migrations.filter(({ number }) => number < 20),
    );
    const before = tables();
    migrate(db, migrations, { backup: false });
    expect([tables(), formatOf(db), oldestReaderOf(db)]).toEqual([before, 20, 20]);
  });
});

describe('a migration that fails', () => {
  const good: Migration = { number: newestFormat + 1, oldestReader: 1, sql: 'CREATE TABLE one_more (x) STRICT' };
  const steps: Migration[] = [
    { ...good, sql: 'CREATE TABLE one_more (x INTEGER) STRICT' },
    { number: newestFormat + 2, oldestReader: 2, sql: 'CREATE TABLE another (x INTEGER) STRICT; DROP TABLE nothing' },
  ];

  it('leaves the file as the last whole step left it, and names the backup', () => {
    const file = makeFormat1();
    open(file).close();
    const db = new Database(file);
    onTestFinished(() => void db.close());
    let thrown: unknown;
    try {
      migrate(db, [...migrations, ...steps]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AppError);
    const { code, details } = thrown as AppError;
    expect(code).toBe('project.migrationFailed');
    expect(readdirSync(path.dirname(file))).toContain(path.basename(String(details.backup)));
    expect([formatOf(db), oldestReaderOf(db)]).toEqual([newestFormat + 1, 1]);
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('one_more', 'another')").pluck().all()).toEqual([
      'one_more',
    ]);
  });
});

describe('the list of migrations', () => {
  it('is numbered without gaps, and its newest schema is the replay of an empty journal', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
    const db = new Database(':memory:');
    migrate(db, migrations);
    expect(verifyProject(db)).toEqual({ ok: true, entries: 0, head: '0'.repeat(64), differences: [] });
    db.close();
  });

  it('has only STRICT tables', () => {
    const db = new Database(':memory:');
    migrate(db, migrations);
    const tables = db
      .prepare("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .all();
    expect(tables.filter((table) => (table as { strict: number }).strict === 0)).toEqual([]);
    db.close();
  });
});
