import { packDatabase } from '#engine/sharing/packDatabase.ts';
import { snapshotProject } from '#engine/sharing/snapshotProject.ts';
import { unpackProject } from '#engine/sharing/unpackProject.ts';

/** Packs or unpacks, and is killed at its so-many-th look at whether to go on, as by a power cut. Says how many looks there were when it lives. */
const [, , kind = '', source = '', target = '', after = ''] = process.argv;
let looks = 0;
const look = (): void => {
  looks += 1;
  if (looks === Number(after)) process.kill(process.pid, 'SIGKILL');
};
if (kind === 'pack') {
  const request = { name: 'cells', target, images: true, models: false, version: '0' };
  await packDatabase(request, (file) => snapshotProject(source, file), look);
} else await unpackProject({ file: source, folder: target, actor: 'tester' }, look);
process.stdout.write(String(looks));
