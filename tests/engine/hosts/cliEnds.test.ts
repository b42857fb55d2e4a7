import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { isRoot } from '#tests/support/isRoot.ts';
import { runCli, startCli } from '#tests/support/runCli.ts';
import type { CliResult, RunningCli } from '#tests/support/runCli.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';

let home: string;
let images: string;
let project: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cli-'));
  images = path.join(home, 'images');
  project = path.join(home, 'p.firstpass');
  // No display: windows would open on whoever's screen this is.
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  env = { ...rest, FIRSTPASS_DATA: path.join(home, 'data') };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const firstpass = (...args: string[]): Promise<CliResult> => runCli(args, env);

function begin(...args: string[]): RunningCli {
  const running = startCli(args, env);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  return running;
}

/** Looks at a file that another process writes until something is true of it. */
async function untilTrue(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function read<Value>(sql: string, file = project): Value {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(sql).pluck().get() as Value;
  } finally {
    db.close();
  }
}

async function init(count: number): Promise<void> {
  copySampleImages(images, count);
  expect((await firstpass('init', project, '--images', images, '--classes', 'cell')).code).toBe(0);
}

const exportTo = (name: string, ...args: string[]): Promise<CliResult> =>
  firstpass('export', project, '--format', 'coco', '--out', path.join(home, name), '--all-stages', ...args);

test('an export looks first what is there; what it has to leave out is listed, and is an export in part', async () => {
  await init(2);
  rmSync(path.join(images, 'field-01.jpg'));
  const old = await exportTo('gone');
  expect([old.code, old.stdout]).toEqual([3, expect.stringMatching(/^ {2}field-01\.jpg: missing$/m)]);
  writeFileSync(path.join(images, 'text.jpg'), 'no image');
  expect(await exportTo('broken', '--json')).toMatchObject({
    code: 3,
    json: {
      items: 1,
      unavailable: 2,
      unavailableItems: [
        { path: 'field-01.jpg', fileState: 'missing' },
        { path: 'text.jpg', fileState: 'unreadable' },
      ],
    },
  });
});

test('an export that fails says why and what to do', async () => {
  await init(1);
  // The drive is not connected: nobody says that the images are gone.
  rmSync(images, { recursive: true });
  const { code, stderr } = await exportTo('out', '--images', 'copy');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^error\[export\.imageUnreadable\].*\n {2}hint: /)]);
  expect(await exportTo('out', '--images', 'copy', '--json')).toMatchObject({
    code: 1,
    json: { error: { code: 'export.imageUnreadable' } },
  });
  expect(existsSync(path.join(home, 'out'))).toBe(false);
});

test('models that ship are listed and shown without a project; one that is added needs one', async () => {
  expect(await firstpass('models', '--json')).toMatchObject({ code: 0, json: [{ name: 'cells', builtin: true }] });
  expect((await firstpass('models')).stdout).toContain('models add FILE --project PROJECT');
  expect(await firstpass('models', 'show', 'cells', '--json')).toMatchObject({ code: 0, json: { name: 'cells' } });
  expect(await firstpass('models', 'show', 'nobody')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('error[model.unknownName]') as string,
  });
  const file = path.join(home, 'mine.onnx');
  copyFileSync('models/builtin/cells.onnx', file);
  expect((await firstpass('models', 'add', file)).code).toBe(2);
  await init(1);
  expect(await firstpass('models', 'add', file, '--project', project, '--json')).toMatchObject({
    code: 0,
    json: { name: 'cells' },
  });
  writeFileSync(file, '<html>not found</html>');
  expect(await firstpass('models', 'add', file, '--project', project)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('error[model.webPage]') as string,
  });
});

test('a reader that has seen enough does not end a command', async () => {
  const running = begin('models');
  running.child.stdout?.destroy();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});

test('doctor names what it looked at', async () => {
  const { code, json } = await firstpass('doctor', '--json');
  expect(code).toBe(0);
  const names = (json as { checks: { name: string }[] }).checks.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['device cpu', 'device auto', 'Electron', 'Chromium', 'display']));
});

test('serve says when its port is in use, or a folder to allow is not there', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const taken = await firstpass('serve', '--port', String(port));
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringMatching(/^error\[serve\.portInUse\].*\n {2}hint: /)]);
  const absent = await firstpass('serve', '--allow', path.join(home, 'none'));
  expect([absent.code, absent.stderr]).toEqual([1, expect.stringContaining('error[folder.notFound]')]);
});

test('without --allow, serve shows the folders of its project and no others', async () => {
  await init(1);
  const { child, printed, ended } = begin('serve', project);
  expect(await printed(/may open/)).toContain(`may open what lies in: ${home}\n`);
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
});

for (const command of ['open', 'start'])
  test(`${command} --json tells the address when it serves, and goes on until Ctrl+C`, async () => {
    const { child, printed, ended } = begin(command, '--json');
    const { url } = JSON.parse(await printed(/\n}\n$/)) as { url: string };
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, json: { host: 'serve', why: 'there is no display' } });
  });

test('start finishes the run of the sample that was cut off', async () => {
  const sample = path.join(home, 'data', 'sample', 'sample.firstpass');
  const first = begin('start', '--json');
  await first.printed(/\n}\n$/);
  first.child.kill('SIGTERM');
  await first.ended;
  const total = read<number>('SELECT count(*) FROM run_items', sample);
  expect(total).toBeGreaterThan(2);
  // As a power cut in the middle leaves it.
  const db = new Database(sample);
  db.exec("UPDATE runs SET state = 'running'; DELETE FROM run_items WHERE item_id > 2");
  db.exec('DELETE FROM predictions WHERE item_id > 2');
  db.close();
  const second = begin('start', '--json');
  await second.printed(/\n}\n$/);
  second.child.kill('SIGTERM');
  await second.ended;
  expect(read("SELECT state || ' ' || count(*) FROM runs", sample)).toBe('done 1');
  expect(read('SELECT count(*) FROM run_items', sample)).toBe(total);
});

test('Ctrl+C stops init while images are read; the project is whole', async () => {
  for (let copy = 0; copy < 12; copy += 1) copySampleImages(path.join(images, `day ${copy}`), 32);
  const { child, ended } = begin('init', project, '--images', images, '--json');
  await untilTrue(() => existsSync(project) && read<number>('SELECT count(*) FROM items') > 0);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130, json: { cancelled: true } });
  expect(read<number>("SELECT count(*) FROM item_probe WHERE state = 'ready'")).toBeLessThan(12 * 32);
  expect(await firstpass('verify', project, '--json')).toMatchObject({ code: 0, json: { ok: true } });
});

test('SIGTERM stops a run; what is done stays', async () => {
  await init(32);
  const { child, ended } = begin('prelabel', project, '--model', 'cells', '--device', 'cpu', '--json');
  await untilTrue(() => read<number>('SELECT count(*) FROM run_items') > 0);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(143);
  expect(read<string>('SELECT state FROM runs')).toBe('cancelled');
  expect(await firstpass('verify', project, '--json')).toMatchObject({ code: 0, json: { ok: true } });
});

test('verify looks at a project that is open elsewhere, and changes nothing in it', async () => {
  await init(1);
  const before = read<number>('SELECT count(*) FROM journal');
  copySampleImages(path.join(images, 'more'), 1);
  expect(await firstpass('verify', project, '--json')).toMatchObject({ code: 0, json: { entries: before } });
  expect(read('SELECT count(*) FROM journal')).toBe(before);
  const serving = begin('serve', project);
  await serving.printed(/Ctrl\+C/);
  expect(await firstpass('verify', project, '--json')).toMatchObject({ code: 0, json: { ok: true } });
});

test('a user without a name or a home is told what is missing, and can work all the same', async ({ skip }) => {
  if (!isRoot()) skip();
  const nobody = 54_321;
  const own = path.join(home, 'own');
  copySampleImages(images, 1);
  mkdirSync(own);
  for (const folder of [home, own]) chmodSync(folder, 0o777);
  const { HOME: _home, FIRSTPASS_DATA: _data, XDG_DATA_HOME: _xdg, XDG_CACHE_HOME: _cache, ...bare } = env;
  const homeless = await runCli(['doctor'], bare, nobody);
  expect([homeless.code, homeless.stderr]).toEqual([1, expect.stringMatching(/^error\[home\.missing\].*\n {2}hint: /)]);
  const file = path.join(own, 'p.firstpass');
  const data = { ...bare, FIRSTPASS_DATA: path.join(own, 'data') };
  expect((await runCli(['init', file, '--images', images], data, nobody)).code).toBe(0);
  expect(read('SELECT DISTINCT actor FROM journal', file)).toBe(`user ${nobody}`);
});
