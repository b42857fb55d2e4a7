/** What every script does first, on Node 20 or newer with nothing installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'node_modules', '.bin');
/** Node 24, which the app needs, as a package. */
const ownNode = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** The project's own tools and its Node 24 before everything else on the path. */
export const env = {
  ...process.env,
  PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
};

/** Runs a program to its end, its output to ours (or to stderr). @returns its exit code */
export function run(command, args, { quiet = false, ...options } = {}) {
  const stdio = quiet ? ['inherit', 2, 2] : 'inherit';
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio, shell, ...options });
  if (error) throw error;
  return status ?? 1;
}

const newest = (where) => {
  const stats = statSync(where);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(where).map((name) => newest(path.join(where, name))));
};

/** Installs when packages are missing or older than the lock file. */
export function install() {
  const marker = path.join(root, 'node_modules', '.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  const isCurrent = existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs;
  if (isCurrent && existsSync(ownNode)) return;
  process.stderr.write('Installing packages (once, about half a minute)\n');
  const ci = isCurrent ? 0 : run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
  // Scripts are off (.npmrc); this one fetches the runtime for this system.
  const code =
    ci === 0 ? run('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'], { quiet: true }) : ci;
  if (code !== 0 || !existsSync(ownNode)) {
    process.stderr.write('The packages could not be installed. Is the npm registry reachable? Then try again.\n');
    process.exit(code === 0 ? 1 : code);
  }
}

/** Builds when the sources are newer than what was built. */
export function build() {
  const built = path.join(root, 'out', 'renderer', 'index.html');
  const sources = ['shared', 'models', 'electron', 'renderer', 'package.json', 'electron.vite.config.ts'];
  const age = Math.max(...sources.map((name) => newest(path.join(root, name))));
  if (existsSync(built) && statSync(built).mtimeMs >= age) return;
  const code = run('electron-vite', ['build', '--logLevel', 'warn'], { quiet: true });
  if (code !== 0) process.exit(code);
}
