import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, test as base } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';

/** Starts the program with a data folder of the test's own. */
export const test = base.extend<{ home: string; launch: (...args: string[]) => Promise<ElectronApplication> }>({
  home: async ({ browserName: _ }, use) => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-electron-'));
    await use(home);
    rmSync(home, { recursive: true, force: true });
  },
  launch: async ({ home }, use) => {
    const apps: ElectronApplication[] = [];
    await use(async (...args) => {
      const app = await _electron.launch({
        args: ['.', ...args],
        cwd: process.cwd(),
        env: { ...(process.env as Record<string, string>), FIRSTPASS_DATA: path.join(home, 'data') },
      });
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.close();
  },
});

export { expect } from '@playwright/test';
