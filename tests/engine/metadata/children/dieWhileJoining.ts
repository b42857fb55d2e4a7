import Database from 'better-sqlite3';
import { setPragmas } from '#engine/db/openProject.ts';
import { joinTable } from '#engine/metadata/joinTable.ts';

/** Brings a table in and is killed after so many rows, as by a power cut. */
const [, , file = '', table = '', after = ''] = process.argv;
const db = new Database(file);
setPragmas(db);
joinTable({ db, actor: 'tester' }, { file: table, prefix: '' }, (rows) => {
  if (rows === Number(after)) process.kill(process.pid, 'SIGKILL');
});
