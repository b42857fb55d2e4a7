/** A parent for tests that is going to be killed: starts the odd child, tells its process id, and waits. */
import { fileURLToPath } from 'node:url';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { OddApi } from './oddChild.ts';

const entry = fileURLToPath(new URL('./oddChild.ts', import.meta.url));
const launcher = createForkLauncher({
  execPath: process.execPath,
  entries: { imaging: entry, inference: entry },
});
const supervised = createSupervised<OddApi>(launcher, 'imaging', { logger: silentLogger });
process.stdout.write(`${await supervised.call('pid', null)}\n`);
