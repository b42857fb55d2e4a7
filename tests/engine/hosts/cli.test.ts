import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRoot } from '#tests/support/isRoot.ts';
import { runCli } from '#tests/support/runCli.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cli-'));
  copySampleImages(path.join(home, 'images'), 2);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const firstpass = (...args: string[]) => runCli(args, { ...process.env, FIRSTPASS_DATA: path.join(home, 'data') });

test('the loop from a folder to an export, with one JSON document each', async () => {
  const project = path.join(home, 'p');
  expect(await firstpass('init', project, '--images', path.join(home, 'images'), '--json')).toMatchObject({
    code: 0,
    json: { images: 2, ready: 2 },
  });
  expect(await firstpass('prelabel', project, '--model', 'cells', '--device', 'cpu', '--json')).toMatchObject({
    code: 0,
    json: {
      run: { itemsDone: 2, modelName: 'cells', deviceAsked: 'cpu' },
      unmatchedClasses: ['platelet', 'red cell', 'white cell'],
    },
  });
  expect(await firstpass('verify', project, '--json')).toMatchObject({ code: 0, json: { ok: true } });
  expect(await firstpass('verify', project, '--head', 'f'.repeat(64), '--json')).toMatchObject({
    code: 1,
    json: { ok: false },
  });
  expect(await firstpass('models', '--project', project, '--json')).toMatchObject({
    code: 0,
    json: [{ name: 'cells', builtin: true }],
  });
  expect(
    await firstpass('export', project, '--format', 'coco', '--out', path.join(home, 'out'), '--json'),
  ).toMatchObject({ code: 0, json: { items: 0, leftOut: 2 } });
});

test('what goes wrong has a code, a sentence and a hint', async () => {
  const wrong = async (...args: string[]): Promise<[number | null, string]> => {
    const { code, stderr } = await firstpass(...args);
    return [code, stderr];
  };
  const text = path.join(home, 'text.firstpass');
  writeFileSync(text, 'this is no project');
  expect(await wrong('init', path.join(home, 'a'))).toMatchObject([
    2,
    expect.stringMatching(/^error\[cli\.usage\].*\n {2}hint: /),
  ]);
  expect(await wrong('init', path.join(home, 'a'), '--images', path.join(home, 'none'))).toMatchObject([
    1,
    expect.stringContaining('error[folder.notFound]'),
  ]);
  expect(await wrong('verify', path.join(home, 'none'))).toMatchObject([
    1,
    expect.stringContaining('error[project.notFound]'),
  ]);
  expect(await wrong('verify', text)).toMatchObject([1, expect.stringContaining('error[project.notAProject]')]);
  expect(await wrong('prelabel', text, '--model', 'cells', '--score', '7')).toMatchObject([
    2,
    expect.stringContaining('--score must be'),
  ]);
  expect(await wrong('nonsense')).toMatchObject([2, expect.stringContaining('there is no command nonsense')]);
  mkdirSync(path.join(home, 'empty'));
  expect(await wrong('init', path.join(home, 'b'), '--images', path.join(home, 'empty'))).toMatchObject([
    3,
    expect.stringMatching(/^error\[folder\.empty\].*\n {2}hint: /),
  ]);
  expect(await firstpass('init', path.join(home, 'c'), '--images', path.join(home, 'empty'), '--json')).toMatchObject({
    code: 3,
    stderr: '',
    json: { images: 0, problem: { code: 'folder.empty' } },
  });
  expect(await wrong('init', path.join(home, 'd'), '--images', text)).toMatchObject([
    1,
    expect.stringContaining('error[folder.notAFolder]'),
  ]);
  // An accelerator that no machine of this kind has.
  const device = process.platform === 'win32' ? 'coreml' : 'directml';
  expect(await wrong('prelabel', path.join(home, 'b'), '--model', 'cells', '--device', device)).toMatchObject([
    1,
    expect.stringMatching(/^error\[device\.unavailable\].*\n {2}hint: /),
  ]);
  expect(await wrong('verify', path.join(home, 'b'), '--head', 'f'.repeat(64))).toMatchObject([
    1,
    expect.stringContaining('error[verify.failed]'),
  ]);
  expect(await wrong('init', path.join(home, 'b'), '--images', path.join(home, 'images'))).toMatchObject([
    1,
    expect.stringContaining('error[project.exists]'),
  ]);
});

test('folders that may not be read or written are named', async ({ skip }) => {
  // Root may do everything: the program runs as somebody else.
  if (!isRoot()) skip();
  const nobody = 65_534;
  chmodSync(home, 0o755);
  const own = path.join(home, 'own');
  mkdirSync(own);
  chownSync(own, nobody, nobody);
  const closed = path.join(home, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const env = { ...process.env, HOME: own, FIRSTPASS_DATA: path.join(own, 'data') };
  const unreadable = await runCli(['init', path.join(own, 'p'), '--images', closed], env, nobody);
  expect([unreadable.code, unreadable.stderr]).toEqual([
    1,
    expect.stringMatching(/^error\[folder\.noPermission\].*\n {2}hint: /),
  ]);
  // Nothing half-made is left where the project was to be.
  expect(readdirSync(own).filter((name) => name.endsWith('.firstpass'))).toEqual([]);
  const images = path.join(home, 'images');
  const unwritable = await runCli(['init', path.join(closed, 'p'), '--images', images], env, nobody);
  expect([unwritable.code, unwritable.stderr]).toEqual([
    1,
    expect.stringMatching(/^error\[folder\.notWritable\].*\n {2}hint: /),
  ]);
});

test('every command explains itself with an example', async () => {
  for (const name of ['init', 'prelabel', 'evaluate', 'export', 'verify', 'models', 'doctor', 'serve', 'open']) {
    const { code, stdout } = await firstpass(name, '--help');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Example:\n {2}firstpass /)]);
  }
});
