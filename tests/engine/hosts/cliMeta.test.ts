import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '#tests/support/runCli.ts';
import type { CliResult } from '#tests/support/runCli.ts';
import { copySampleImages, sampleImageNames } from '#tests/support/sampleImages.ts';

let home: string;
let project: string;
let env: NodeJS.ProcessEnv;
const [first = '', second = '', third = ''] = sampleImageNames();
const firstpass = (...args: string[]): Promise<CliResult> => runCli(args, env);
beforeEach(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cli-'));
  project = path.join(home, 'p.firstpass');
  env = { ...process.env, FIRSTPASS_DATA: path.join(home, 'data') };
  copySampleImages(path.join(home, 'images'), 3);
  copySampleImages(path.join(home, 'images/again'), 1);
  expect((await firstpass('init', project, '--images', path.join(home, 'images'))).code).toBe(0);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a table is looked at, joined, listed by, and joined again without a change', { timeout: 60_000 }, async () => {
  const table = path.join(home, 'table.csv');
  writeFileSync(table, `file,age\n${second},9\n${third},10\ngone.jpg,3\n`);
  const dry = await firstpass('meta', 'import', project, table, '--dry-run', '--json');
  expect([dry.code, dry.json]).toMatchObject([3, { dryRun: true, matchedRows: 2, values: { added: 2 } }]);
  const joined = await firstpass('meta', 'import', project, table, '--key', 'file');
  expect([joined.code, joined.stdout]).toEqual([3, expect.stringContaining('line 4: gone.jpg')]);
  expect(joined.stdout).toContain('2 images changed');
  const again = await firstpass('meta', 'import', project, table, '--json');
  expect(again.json).toMatchObject({ itemsChanged: 0, values: { alreadyThere: 2 } });
  const listed = await firstpass(
    'list',
    project,
    '--sort=-meta:age',
    '--query',
    'meta.age>1',
    '--columns',
    'age',
    '--json',
  );
  const { items } = listed.json as { items: { path: string; metadata: unknown }[] };
  expect(items.map((item) => [item.path, item.metadata])).toEqual([
    [third, { age: '10' }],
    [second, { age: '9' }],
  ]);
  expect((await firstpass('verify', project)).code).toBe(0);
  expect((await firstpass('meta', 'export', project, table)).code).toBe(2);
});

test('duplicates are listed and tagged, and one across splits ends with the code 3', { timeout: 60_000 }, async () => {
  const none = await firstpass('duplicates', project, '--leaks', '--json');
  expect([none.code, none.json]).toMatchObject([0, { groups: 1, leaks: 0, list: [] }]);
  const tagged = await firstpass('duplicates', project, '--tag', 'duplicate', '--json');
  const { list, tagged: count } = tagged.json as { list: { members: { path: string }[] }[]; tagged: number };
  expect([tagged.code, count, list.map(({ members }) => members.map((one) => one.path))]).toEqual([
    0,
    1,
    [[first, `again/${first}`]],
  ]);
  const listed = await firstpass('list', project, '--query', 'tag:duplicate', '--json');
  expect((listed.json as { items: { path: string }[] }).items.map((item) => item.path)).toEqual([`again/${first}`]);
  expect((await firstpass('duplicates', project, '--near', '40')).code).toBe(2);
  const spoken = await firstpass('duplicates', project);
  expect(spoken.stdout).toContain('the same bytes');
  const db = new Database(project);
  db.exec("UPDATE items SET split = CASE WHEN path LIKE 'again/%' THEN 'test' ELSE 'train' END");
  db.close();
  const leaks = await firstpass('duplicates', project, '--leaks', '--json');
  expect([leaks.code, leaks.json]).toMatchObject([3, { leaks: 1, list: [{ isLeak: true, size: 2 }] }]);
});
