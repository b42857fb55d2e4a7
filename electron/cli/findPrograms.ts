import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Electron's binary, or null when only its package is there. Never downloads. */
export function findElectron(root: string): string | null {
  const require = createRequire(path.join(root, 'package.json'));
  try {
    const folder = path.dirname(require.resolve('electron/package.json'));
    const named = path.join(folder, 'path.txt');
    if (!existsSync(named)) return null;
    const binary = path.join(
      process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(folder, 'dist'),
      readFileSync(named, 'utf8').trim(),
    );
    return isExecutable(binary) ? binary : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/**
 * Electron's package fetches its binary when it is first asked for. Null when that fails: without internet, at once.
 */
export function downloadElectron(root: string): Promise<string | null> {
  const child = spawn(process.execPath, ['-e', "require('electron')"], {
    cwd: root,
    stdio: 'ignore',
    timeout: 300_000,
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (code) => resolve(code === 0 ? findElectron(root) : null));
  });
}

const chromiumNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const chromiumPlaces: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** An installed Chromium, from `FIRSTPASS_CHROMIUM` or the usual places. */
export function findChromium(): string | null {
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => chromiumNames.map((name) => path.join(folder, name)));
  const places = [process.env.FIRSTPASS_CHROMIUM ?? '', ...(chromiumPlaces[process.platform] ?? []), ...onPath];
  return places.find((file) => file !== '' && isExecutable(file)) ?? null;
}

/** Whether windows can be shown. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}
