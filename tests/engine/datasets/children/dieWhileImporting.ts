import path from 'node:path';
import Database from 'better-sqlite3';
import { commitImport } from '#engine/datasets/import/commitImport.ts';
import { readSource } from '#engine/datasets/import/readSource.ts';
import { createStage } from '#engine/datasets/import/stage.ts';
import { setPragmas } from '#engine/db/openProject.ts';
import { importOptionsSchema } from '#shared/contract/importApi.ts';

/** Imports a file and is killed after so many images, or a while after it has begun to write, as by a power cut. */
const [, , project = '', source = '', when = '', amount = ''] = process.argv;
const die = (): void => void process.kill(process.pid, 'SIGKILL');
const stage = createStage(path.join(path.dirname(project), `stage-${process.pid}.sqlite`));
readSource(stage, source, null, () => undefined);
const db = new Database(project);
setPragmas(db);
process.stdout.write('writing');
const options = importOptionsSchema.parse({});
const result = commitImport({ db, actor: 'tester' }, stage, options, 'token', (items) => {
  if (when === 'items' && items === Number(amount)) die();
});
if (when === 'committed') die();
db.close();
process.stdout.write(` ${result.labels.added}`);
