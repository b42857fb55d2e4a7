import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function find() {
  const own = process.env.FIRSTPASS_CHROMIUM;
  if (own && existsSync(own)) return own;
  const playwright = path.join(os.homedir(), '.cache', 'ms-playwright');
  const downloaded = existsSync(playwright)
    ? readdirSync(playwright).map((name) => path.join(playwright, name, 'chrome-linux', 'chrome'))
    : [];
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...downloaded, ...onPath].find((file) => existsSync(file)) ?? null;
}

/** A Chromium for the tests; on Debian as root it is installed when there is none. */
export function findTestBrowser() {
  const found = find();
  if (found || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found;
  process.stderr.write('Installing Chromium for the tests\n');
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['-qq', 'update'], quiet);
  spawnSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'chromium'], quiet);
  return find();
}
