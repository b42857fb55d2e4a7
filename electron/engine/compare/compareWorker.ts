/** Worker thread: compares a run with the labels on a connection of its own, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import { openReader } from '../db/openReader.ts';
import { withSqliteErrors } from '../db/sqliteErrors.ts';
import type { WorkerAnswer } from '../processes/askWorker.ts';
import { compareRun } from './compareRun.ts';
import type { ComparedRun, CompareRequest } from './compareRun.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const { projectPath, ...request } = workerData as CompareRequest;

function compare(): WorkerAnswer<ComparedRun> {
  try {
    return withSqliteErrors(() => {
      const db = openReader(projectPath);
      try {
        return { value: compareRun(db, request) };
      } finally {
        db.close();
      }
    });
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

port.postMessage(compare());
