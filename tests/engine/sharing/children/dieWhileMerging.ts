import Database from 'better-sqlite3';
import { openReader } from '#engine/db/openReader.ts';
import { setPragmas } from '#engine/db/openProject.ts';
import { commitMerge } from '#engine/sharing/merge/commitMerge.ts';

/** Merges a package and is killed when so many of its items are written, as by a power cut. */
const [, , file = '', copy = '', after = ''] = process.argv;
const db = new Database(file);
setPragmas(db);
const options = { conflicts: 'ask', choices: {} } as const;
commitMerge({ db, actor: 'tester' }, openReader(copy), options, 'token', (items, total) => {
  if (total !== undefined && items === Number(after)) process.kill(process.pid, 'SIGKILL');
});
