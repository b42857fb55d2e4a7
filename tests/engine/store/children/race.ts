import { openProject } from '#engine/db/openProject.ts';
import { silentLogger } from '#shared/base/log.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';

/** Opens a project when told to, says what came of it, and keeps it until its input ends. */
const [, , file = ''] = process.argv;
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  try {
    openProject(file, { actor: 'racer', logger: silentLogger });
    process.stdout.write('open\n');
  } catch (error) {
    process.stdout.write(`${toErrorRecord(error).code}\n`);
  }
});
