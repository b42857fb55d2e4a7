/** An Electron program that is nothing but the launcher for utility processes under supervision. */
import path from 'node:path';
import { app } from 'electron';
import { silentLogger } from '#shared/base/log.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createUtilityLauncher } from '../../../electron/main/launchUtility.ts';
import type { TestChildApi } from './testChildApi.ts';

const entry = path.join(import.meta.dirname, 'child.js');
app.whenReady().then(
  () => {
    const launcher = createUtilityLauncher({ imaging: entry, inference: entry });
    const child = createSupervised<TestChildApi>(launcher, 'inference', { logger: silentLogger });
    Object.assign(globalThis, { child });
  },
  () => app.exit(1),
);
// Without a window the program would end at once.
app.on('window-all-closed', () => undefined);
