import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CommandContext } from '../../../../electron/cli/command.ts';
import { createOutput } from '../../../../electron/cli/output.ts';
import { openInElectron } from '../../../../electron/cli/openWorkstation.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'firstpass-electron-'));
  vi.stubEnv('DISPLAY', ':0');
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

/** A program that stands where Electron's binary would. */
function open(script: string): ReturnType<typeof openInElectron> {
  const folder = path.join(root, 'node_modules', 'electron');
  mkdirSync(path.join(folder, 'dist'), { recursive: true });
  writeFileSync(path.join(root, 'package.json'), '{}');
  writeFileSync(path.join(folder, 'package.json'), '{"name":"electron"}');
  writeFileSync(path.join(folder, 'path.txt'), 'electron');
  const binary = path.join(folder, 'dist', 'electron');
  writeFileSync(binary, `#!/bin/sh\n${script}\n`);
  chmodSync(binary, 0o755);
  const context = { paths: { root }, output: createOutput(false), signal: new AbortController().signal };
  return openInElectron(context as unknown as CommandContext, ['--sample']);
}

test('an Electron that was closed ran; as root it runs without the sandbox that Chromium refuses there', async () => {
  expect(await open(`echo "$@" > ${root}/args`)).toEqual({ ran: true });
  const flags = process.getuid?.() === 0 ? '--no-sandbox ' : '';
  expect(readFileSync(path.join(root, 'args'), 'utf8')).toBe(`${flags}${root} --sample\n`);
});

test('an Electron that fails says why, in our words where there are any', async () => {
  expect(await open('exit 7')).toEqual({ ran: false, why: 'Electron failed (exit code 7)' });
  expect(await open('kill -SEGV $$')).toEqual({ ran: false, why: 'Electron failed (SIGSEGV)' });
  expect(await open('echo "noise\nerror[home.missing]: No home." >&2; exit 1')).toEqual({
    ran: false,
    why: 'Electron failed (error[home.missing]: No home.)',
  });
});

test('an Electron that somebody ended is not started again elsewhere', async () => {
  expect(await open('kill -TERM $$')).toEqual({ ran: true });
});
