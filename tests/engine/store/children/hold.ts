import { openProject } from '#engine/db/openProject.ts';
import { silentLogger } from '#shared/base/log.ts';

/** Opens a project and keeps it until it is killed. */
const [, , file = ''] = process.argv;
openProject(file, { actor: 'holder', logger: silentLogger });
process.stdout.write('open\n');
setInterval(() => undefined, 60_000);
