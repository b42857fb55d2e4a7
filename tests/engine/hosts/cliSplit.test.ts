import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '#tests/support/runCli.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';

let home: string;
let project: string;
const firstpass = (...args: string[]) => runCli(args, { ...process.env, FIRSTPASS_DATA: path.join(home, 'data') });
beforeEach(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cli-'));
  project = path.join(home, 'p');
  for (const folder of ['a', 'b', 'c', 'd', 'e']) copySampleImages(path.join(home, 'images', folder), 2);
  expect(await firstpass('init', project, '--images', path.join(home, 'images'), '--json')).toMatchObject({ code: 0 });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('folders stay together, a dry run changes nothing, the same seed nothing more, and the export is apart', async () => {
  const split = (...more: string[]) =>
    firstpass(
      'split',
      project,
      '--train',
      '0.6',
      '--val',
      '0.2',
      '--test',
      '0.2',
      '--group-by',
      'folder',
      ...more,
      '--json',
    );
  const planned = { images: 10, changed: 10, counts: { train: 6, val: 2, test: 2 }, groups: 5, largestGroup: 2 };
  expect(await split('--dry-run')).toMatchObject({ code: 0, json: { ...planned, dryRun: true } });
  expect(await split()).toMatchObject({ code: 0, json: { ...planned, dryRun: false, plan: { seed: 0 } } });
  expect(await split('--dry-run')).toMatchObject({ code: 0, json: { changed: 0 } });
  expect(await firstpass('list', project, '--query', 'split:val', '--json')).toMatchObject({ json: { total: 2 } });
  expect((await firstpass('log', project, '--limit', '1')).stdout).toContain(
    'Split images: 60/20/20 %, seed 0, together by folder',
  );

  const out = path.join(home, 'out');
  const words = ['--licence', 'CC0-1.0', '--source', 'a script'];
  const exported = await firstpass(
    ...['export', project, '--format', 'yolo', '--out', out, '--images', 'link', '--all-stages', '--splits', '--json'],
    ...words,
  );
  expect(exported).toMatchObject({ code: 0, json: { items: 10, withoutSplit: 0 } });
  expect(readdirSync(path.join(out, 'images')).sort()).toEqual(['test', 'train', 'val']);
  expect(readFileSync(path.join(out, 'README.md'), 'utf8')).toContain('license: cc0-1.0');
});

test('what makes no sense is refused with what would', async () => {
  const refused = async (...args: string[]) => (await firstpass(...args)).stderr;
  expect(await refused('split', project, '--train', '0.8', '--val', '0.1')).toContain('must make 1 together');
  expect(await refused('split', project, '--seed', 'x')).toContain('--seed must be');
  expect(await refused('split', project, '--group-by', 'patient')).toContain('error[split.unknownKey]');
  expect(await refused('split', project, '--group-by', '{}*{}')).toContain('error[split.badPattern]');
  const out = path.join(home, 'out');
  expect(await refused('export', project, '--format', 'coco', '--out', out, '--splits', '--all-stages')).toContain(
    'error[export.noSplits]',
  );
  expect(await refused('export', project, '--format', 'imagefolder', '--out', out)).toContain(
    'error[export.needsImages]',
  );
  // Validation alone is named: training gets the rest.
  expect(await firstpass('split', project, '--val', '0.2', '--json')).toMatchObject({
    json: { counts: { train: 8, val: 2, test: 0 } },
  });
});
