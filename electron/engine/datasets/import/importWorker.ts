/** Worker thread: reads what is to be imported onto a stage, says what would come in, and imports it, so that the engine stays free. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import { CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import { openReader } from '../../db/openReader.ts';
import { setPragmas } from '../../db/openProject.ts';
import { fromSqliteError } from '../../db/sqliteErrors.ts';
import { commitImport } from './commitImport.ts';
import type { ImportMessage, ImportTask } from './importRequest.ts';
import { planImport } from './planImport.ts';
import { readSource } from './readSource.ts';
import { createStage, openStage } from './stage.ts';
import { takeBackImport } from './takeBackImport.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const task = workerData as ImportTask;
const token = path.basename(path.dirname(task.stagePath));
const tellEvery = 500;

const say = (message: ImportMessage): void => port.postMessage(message);

function look(done: number): void {
  if (Atomics.load(task.cancelled, 0) === 1) throw new CancelledError();
  if (done % tellEvery === 0) say({ kind: 'progress', done, total: null });
}

function preview(): void {
  const stage = openStage(task.stagePath);
  const project = openReader(task.projectPath);
  try {
    project.exec('BEGIN');
    const plan = planImport(stage, project, task.options);
    let done = 0;
    for (const { added } of plan.items) look((done += added.length));
    say({ kind: 'preview', preview: plan.summarize(token) });
  } finally {
    project.close();
    stage.close();
  }
}

function write<Result>(gate: Int32Array<SharedArrayBuffer>, work: (db: Database.Database) => Result): Result {
  const db = new Database(task.projectPath, { fileMustExist: true });
  try {
    setPragmas(db);
    say({ kind: 'ready' });
    // Others finish what they write, and then nobody but this thread writes.
    Atomics.wait(gate, 0, 0);
    return work(db);
  } finally {
    db.close();
  }
}

function commit({ gate, actor }: Extract<ImportTask, { kind: 'commit' }>): void {
  const stage = openStage(task.stagePath);
  try {
    const result = write(gate, (db) => commitImport({ db, actor }, stage, task.options, token, look));
    say({ kind: 'done', result });
  } finally {
    stage.close();
  }
}

function takeBack({ gate, actor, seq }: Extract<ImportTask, { kind: 'takeBack' }>): void {
  write(gate, (db) => takeBackImport(db, actor, seq, look));
  say({ kind: 'done', result: null });
}

try {
  if (task.kind === 'read') {
    const stage = createStage(task.stagePath);
    try {
      readSource(stage, task.source, task.format, look);
    } finally {
      stage.close();
    }
  }
  if (task.kind === 'commit') commit(task);
  else if (task.kind === 'takeBack') takeBack(task);
  else preview();
} catch (error) {
  if (error instanceof CancelledError) say({ kind: 'cancelled' });
  else say({ kind: 'failed', error: toErrorRecord(fromSqliteError(error)) });
}
