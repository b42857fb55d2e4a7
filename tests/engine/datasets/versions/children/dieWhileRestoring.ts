import Database from 'better-sqlite3';
import { restoreVersion } from '#engine/datasets/versions/restoreVersion.ts';
import { setPragmas } from '#engine/db/openProject.ts';
import { listVersions } from '#engine/db/versions.ts';
import { assertExists } from '#shared/base/assert.ts';

/** Restores the newest version and is killed after so many images, as by a power cut. */
const [, , file = '', snapshot = '', after = ''] = process.argv;
const db = new Database(file);
setPragmas(db);
const version = assertExists(listVersions(db)[0], 'there is a version');
restoreVersion(db, 'tester', version, snapshot, (items) => {
  if (items === Number(after)) process.kill(process.pid, 'SIGKILL');
});
