import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Database } from 'better-sqlite3';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { joinTable } from '#engine/metadata/joinTable.ts';
import { toTableError } from '#engine/metadata/readTable.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { TableResult } from '#shared/contract/api/metadataApi.ts';
import { fillProject } from '../store/support/fillProject.ts';
import { create, makeFolder, open, openDesk } from '../store/support/openDesk.ts';
import { createRandom, mutate } from '#tests/support/mutate.ts';

const ignore = (): void => undefined;
/** fillProject's first images are `day-0000/image 0000000.jpg` and so on. */
const nameOf = (at: number): string => `image ${String(at).padStart(7, '0')}.jpg`;
const stored = (db: Database): unknown[] =>
  db.prepare('SELECT item_id, key, value, number, source FROM item_meta ORDER BY item_id, key').raw().all();

interface Options {
  readonly keyColumn?: string;
  readonly prefix?: string;
}

function join(db: Database, content: string | Uint8Array, options: Options = {}, name = 'table.csv'): TableResult {
  const file = path.join(makeFolder(), name);
  writeFileSync(file, content);
  return joinTable({ db, actor: 'tester' }, { file, prefix: '', ...options }, ignore).result;
}

function openWith(items: number): ReturnType<typeof openDesk> {
  const desk = openDesk();
  fillProject(desk.db, { items, predictionsPerItem: 0 });
  return desk;
}

describe('a table of metadata', () => {
  it('is joined by the names of files, with numbers and dates as such', () => {
    const { db, call } = openWith(4);
    const table = [
      'image,Patient Age,taken,site',
      `${nameOf(0)},41,2026-02-03,north`,
      `D:\\scans\\DAY-0000\\${nameOf(1)},7.5,2026/2/4 08:30,"north, upper"`,
      `image 0000002,,30/02/2026,`,
    ].join('\n');
    const result = join(db, table);
    const day = new Date(2026, 1, 3).getTime();
    expect(stored(db)).toEqual([
      [1, 'Patient-Age', '41', 41, 'table'],
      [1, 'site', 'north', null, 'table'],
      [1, 'taken', '2026-02-03', day, 'table'],
      [2, 'Patient-Age', '7.5', 7.5, 'table'],
      [2, 'site', 'north, upper', null, 'table'],
      [2, 'taken', '2026/2/4 08:30', new Date(2026, 1, 4, 8, 30).getTime(), 'table'],
      [3, 'taken', '30/02/2026', null, 'table'],
    ]);
    expect(result).toMatchObject({ keyColumn: 'image', rows: 3, matchedRows: 3, items: 3, itemsChanged: 3 });
    expect(result.columns.map(({ key, kind, filled }) => [key, kind, filled])).toEqual([
      [null, 'empty', 0],
      ['Patient-Age', 'number', 2],
      ['taken', 'text', 3],
      ['site', 'text', 2],
    ]);
    const found = (where: string): unknown => call('items.list', { query: { where }, offset: 0, limit: 9 }).total;
    expect([found('meta.Patient-Age>8'), found('meta.taken:2026-02'), found('meta.site:none')]).toEqual([1, 2, 2]);
  });

  it.each([
    ['a byte order mark', Buffer.from(`\ufefffile,病人\n${nameOf(0)},甲\n`)],
    [
      'GBK',
      Buffer.concat([
        Buffer.from('file,'),
        Buffer.from('b2a1c8cb', 'hex'),
        Buffer.from(`\n${nameOf(0)},`),
        Buffer.from('bcd7', 'hex'),
        Buffer.from('\n'),
      ]),
    ],
    ['UTF-16', Buffer.from(`\ufefffile\t病人\r\n${nameOf(0)}\t甲\r\n`, 'utf16le')],
    ['line ends of Windows', Buffer.from(`file,病人\r\n${nameOf(0)},甲\r\n`)],
    ['semicolons', Buffer.from(`file;病人\n${nameOf(0)};甲\n`)],
    ['a first line for spreadsheets', Buffer.from(`sep=;\nfile;病人\n${nameOf(0)};甲\n`)],
  ])('is read with %s', (_, bytes) => {
    const { db } = openWith(1);
    join(db, bytes);
    expect(stored(db)).toEqual([[1, '病人', '甲', null, 'table']]);
  });

  it('keeps line breaks within quotes, and reads a decimal comma where semicolons part the cells', () => {
    const { db } = openWith(2);
    join(db, `file,note\n${nameOf(0)},"two\nlines ""here"""\n`);
    join(db, `file;dose\n${nameOf(1)};3,5\n`);
    expect(stored(db)).toEqual([
      [1, 'note', 'two\nlines "here"', null, 'table'],
      [2, 'dose', '3,5', 3.5, 'table'],
    ]);
  });

  it('says in which lines rows fit no image, several, or contradict an earlier one', () => {
    const { db } = openWith(3);
    db.prepare("UPDATE items SET path = 'other/same.jpg' WHERE id = 2").run();
    db.prepare("UPDATE items SET path = 'more/same.jpg' WHERE id = 3").run();
    const table = `file,age\n${nameOf(0)},1\ngone.jpg,2\nsame.jpg,3\n${nameOf(0)},4\n${nameOf(0)},1\n,5\nmore/same.jpg,6,extra\n`;
    const result = join(db, table);
    expect(result).toMatchObject({
      unmatched: {
        total: 2,
        first: [
          { line: 3, name: 'gone.jpg' },
          { line: 7, name: '' },
        ],
      },
      ambiguous: { total: 1, first: [{ line: 4, name: 'same.jpg' }] },
      conflicts: { total: 1, first: [{ line: 5, name: nameOf(0), firstLine: 2 }] },
      problems: { total: 1, first: [{ line: 8, code: 'record.unreadable' }] },
    });
    expect(stored(db)).toEqual([[1, 'age', '1', 1, 'table']]);
  });

  it('joined a second time changes nothing; another value takes the place of the first', () => {
    const { db } = openWith(2);
    const table = `file,age\n${nameOf(0)},1\n${nameOf(1)},2\n`;
    join(db, table);
    const before = [stored(db), db.prepare('SELECT count(*) FROM journal').pluck().get()];
    expect(join(db, table)).toMatchObject({ itemsChanged: 0, values: { added: 0, replaced: 0, alreadyThere: 2 } });
    expect([stored(db), db.prepare('SELECT count(*) FROM journal').pluck().get()]).toEqual(before);
    expect(join(db, table.replace(',2', ',3'))).toMatchObject({ itemsChanged: 1, values: { replaced: 1 } });
    expect(verifyProject(db).differences).toEqual([]);
  });

  it('is one step of undo, however long, also after a restart, and the journal agrees', async () => {
    const file = path.join(makeFolder(), 'p.firstpass');
    const project = create(file);
    const { itemIds } = fillProject(project.db, { items: 1200, predictionsPerItem: 0 });
    const rows = itemIds.map((_, at) => `${nameOf(at)},${at}`);
    join(project.db, ['file,age', ...rows].join('\n'));
    const after = stored(project.db);
    expect([after.length, verifyProject(project.db).differences]).toEqual([1200, []]);
    project.close();
    const { handDesk } = await import('../store/support/handDesk.ts');
    const again = handDesk(open(file));
    expect(again.db.prepare("SELECT count(*) FROM journal WHERE op = 'items.edited'").pluck().get()).toBe(3);
    expect(await Promise.resolve(again.call('history.undo', {}))).toMatchObject({ label: 'Join table table.csv' });
    expect(stored(again.db)).toEqual([]);
    expect(again.call('history.peek', {}).undo).toBeNull();
    await Promise.resolve(again.call('history.redo', {}));
    expect(stored(again.db)).toEqual(after);
    expect(verifyProject(again.db).differences).toEqual([]);
    // A value that nobody brought is found.
    again.db.exec("UPDATE item_meta SET value = 'x' WHERE item_id = 7");
    expect(verifyProject(again.db).differences).toEqual(['item_meta 7 age: value is x, the journal says 6']);
    again.project.close();
  });

  it('killed in the middle leaves nothing behind', () => {
    const file = path.join(makeFolder(), 'p.firstpass');
    const project = create(file);
    const { itemIds } = fillProject(project.db, { items: 1200, predictionsPerItem: 0 });
    const entries = project.db.prepare('SELECT count(*) FROM journal').pluck().get();
    project.close();
    const table = path.join(makeFolder(), 'table.csv');
    writeFileSync(table, ['file,age', ...itemIds.map((_, at) => `${nameOf(at)},${at}`)].join('\n'));
    const child = path.join(import.meta.dirname, 'children/dieWhileJoining.ts');
    for (const after of [700, 1200]) {
      expect(spawnSync(process.execPath, [child, file, table, String(after)]).signal).toBe('SIGKILL');
      const { db, close } = open(file);
      expect([stored(db), db.prepare('SELECT count(*) FROM journal').pluck().get()]).toEqual([[], entries]);
      expect(verifyProject(db).differences).toEqual([]);
      close();
    }
  });

  it('may not write what is read from the files themselves', () => {
    const { db } = openWith(1);
    const result = join(db, `file,exif.iso,age\n${nameOf(0)},100,4\n`);
    expect(result.problems.first).toMatchObject([{ code: 'column.reserved', details: { name: 'exif.iso' } }]);
    join(db, `file,age\n${nameOf(0)},5\n`, { prefix: 'scan.' });
    expect(stored(db)).toEqual([
      [1, 'age', '4', 4, 'table'],
      [1, 'scan.age', '5', 5, 'table'],
    ]);
  });

  it('is about all frames of a file', () => {
    const { db } = openWith(2);
    db.exec('UPDATE items SET path = (SELECT path FROM items WHERE id = 1), frame = 1 WHERE id = 2');
    join(db, `file,age\n${nameOf(0)},5\n`);
    expect(stored(db)).toHaveLength(2);
  });

  it('of which no column names images, or without the column that is asked for, is refused', () => {
    const { db } = openWith(2);
    const codeOf = (content: string, options: Options = {}): string => {
      try {
        join(db, content, options);
        return 'joined';
      } catch (error) {
        return (toTableError(error, 'table.csv') as AppError).code;
      }
    };
    const table = `file,age\n${nameOf(0)},1\n`;
    expect([
      codeOf('a,b\n1234,x\n'),
      codeOf(table, { keyColumn: 'nothing' }),
      codeOf(''),
      codeOf(`file,age\n${nameOf(0)},"1\n`),
      codeOf('\0\u0001\0\0\0'),
      codeOf(table, { keyColumn: 'FILE' }),
    ]).toEqual(['table.noNames', 'table.noColumn', 'table.empty', 'table.openQuote', 'table.notText', 'joined']);
  });

  it(
    'mutated two thousand times is joined or refused in words, and the journal always agrees',
    { timeout: 240_000 },
    () => {
      const { db } = openWith(6);
      const table = `file,Age,taken,"a ""note"""\r\n${[0, 1, 2, 3].map((at) => `${nameOf(at)},${at},2026-01-0${at + 1},"x\r\ny"`).join('\r\n')}\r\n`;
      const random = createRandom(11);
      const file = path.join(makeFolder(), 'table.csv');
      const outcomes = new Map<string, number>();
      for (let count = 0; count < 2000; count += 1) {
        writeFileSync(file, mutate(Buffer.from(table), random));
        let outcome = 'joined';
        try {
          joinTable({ db, actor: 'tester' }, { file, prefix: '' }, ignore);
        } catch (error) {
          const told = toTableError(error, file);
          if (!(told instanceof AppError)) throw error;
          outcome = told.code;
        }
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      expect(outcomes.get('joined')).toBeGreaterThan(1000);
      expect(verifyProject(db).differences).toEqual([]);
    },
  );
});
