/**
 * `npm test`: installs and builds what is missing and runs every check and test. The last line sums them up.
 * FIRSTPASS_REQUIRE=chromium,electron,data,root turns skips of these kinds into failures.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findTestBrowser } from './findTestBrowser.mjs';
import { build, env, install, root, run } from './setUp.mjs';

install();
build();
const reports = path.join(root, 'out', 'test');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const required = new Set((process.env.FIRSTPASS_REQUIRE ?? '').split(',').filter(Boolean));
const total = { passed: 0, failed: 0, skipped: 0 };

function count(passed, failed, skipped) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

function check(name, command, args) {
  process.stdout.write(`\n== ${name}\n`);
  const code = run(command, args);
  count(code === 0 ? 1 : 0, code === 0 ? 0 : 1, 0);
}

function vitest(project) {
  process.stdout.write(`\n== tests: ${project}\n`);
  const file = path.join(reports, `${project}.json`);
  const code = run('vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  count(report?.numPassedTests ?? 0, report?.numFailedTests ?? 0, report?.numPendingTests ?? 0);
  // A file that can't even be loaded has no tests to fail.
  if (code !== 0 && (report?.numFailedTests ?? 0) === 0) count(0, 1, 0);
}

function playwright(name, wrapper = []) {
  process.stdout.write(`\n== tests: ${name}\n`);
  const file = path.join(reports, `${name}.json`);
  const command = [...wrapper, 'playwright', 'test', '-c', `tests/${name}/playwright.config.ts`];
  const code = run(command[0], command.slice(1));
  if (code === 77) return false;
  const stats = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).stats : null;
  count((stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0, stats?.skipped ?? 0);
  // Without a report nothing is known to have passed.
  if (!stats || (code !== 0 && stats.unexpected === 0)) count(0, 1, 0);
  return true;
}

function skip(kind, why) {
  const isRequired = required.has(kind);
  process.stdout.write(`\n== tests: ${kind} ${isRequired ? 'FAILED' : 'skipped'}: ${why}\n`);
  count(0, isRequired ? 1 : 0, isRequired ? 0 : 1);
}

check('import rules', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'shared', 'models', 'electron', 'renderer']);
check('lint', 'eslint', ['.', '--max-warnings', '0']);
check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
for (const room of ['shared', 'models', 'electron', 'scripts', 'tests']) check(`types: ${room}`, 'tsc', ['-p', room]);
check('types: renderer', 'svelte-check', [
  '--tsconfig',
  'renderer/tsconfig.json',
  '--output',
  'human',
  '--fail-on-warnings',
]);
vitest('unit');
vitest('engine');

const chromium = findTestBrowser();
if (chromium) {
  env.FIRSTPASS_CHROMIUM = chromium;
  playwright('chromium');
} else skip('chromium', 'no Chromium was found; FIRSTPASS_CHROMIUM can name one');

const wrapper = process.env.FIRSTPASS_ELECTRON_WRAPPER;
const hasElectron = existsSync(path.join(root, 'node_modules', 'electron', 'path.txt'));
if (hasElectron || wrapper) {
  if (!playwright('electron', hasElectron ? [] : [wrapper])) skip('electron', 'the wrapper can not run here');
} else skip('electron', "Electron's binary is not installed");

process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed > 0 ? 1 : 0);
