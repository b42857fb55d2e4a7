import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '#tests/support/runCli.ts';
import type { CliResult } from '#tests/support/runCli.ts';
import { sharedData } from '#tests/support/sharedData.ts';

const brain = sharedData('medical/nifti/avg152T1_LR_nifti.nii.gz');
let home: string;
let env: NodeJS.ProcessEnv;
const firstpass = (...args: string[]): Promise<CliResult> => runCli([...args, '--json'], env);
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cli-'));
  env = { ...process.env, FIRSTPASS_DATA: path.join(home, 'data') };
  mkdirSync(path.join(home, 'images'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test.skipIf(!brain)('planes of volumes are chosen with the project, or later', { timeout: 60_000 }, async () => {
  copyFileSync(brain ?? '', path.join(home, 'images/brain.nii.gz'));
  const project = path.join(home, 'p.firstpass');
  const made = await firstpass('init', project, '--images', path.join(home, 'images'), '--planes', 'coronal');
  expect([made.code, made.json]).toMatchObject([0, { images: 91 + 109, ready: 91 + 109 }]);
  expect((await firstpass('planes', project)).json).toMatchObject({ planes: ['axial', 'coronal'], images: 200 });
  const later = await firstpass('planes', project, 'all');
  expect([later.code, later.json]).toMatchObject([0, { planes: ['axial', 'coronal', 'sagittal'], images: 291 }]);
  expect((await firstpass('verify', project)).code).toBe(0);
});

test('a plane that there is not is refused before anything is made', async () => {
  const project = path.join(home, 'p.firstpass');
  const made = await firstpass('init', project, '--images', path.join(home, 'images'), '--planes', 'oblique');
  expect([made.code, made.json]).toMatchObject([2, { error: { code: 'cli.usage' } }]);
  expect((await firstpass('planes', project)).code).toBe(1);
});
