/** Worker thread: plans splits on a connection of its own, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import { openReader } from '../../db/openReader.ts';
import { withSqliteErrors } from '../../db/sqliteErrors.ts';
import type { WorkerAnswer } from '../../processes/askWorker.ts';
import { planSplits } from './planSplits.ts';
import type { PlannedSplits, SplitQuestion } from './planSplits.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const { projectPath, ...question } = workerData as SplitQuestion & { readonly projectPath: string };

function plan(): WorkerAnswer<PlannedSplits> {
  try {
    return withSqliteErrors(() => {
      const db = openReader(projectPath);
      try {
        return { value: planSplits(db, question) };
      } finally {
        db.close();
      }
    });
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

port.postMessage(plan());
