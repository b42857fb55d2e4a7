/** Worker thread: checks a project against its journal on a connection of its own, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { WorkerAnswer } from '../processes/askWorker.ts';
import { openForLooking } from './openForLooking.ts';
import { withSqliteErrors } from './sqliteErrors.ts';
import { verifyProject } from './verifyProject.ts';
import type { VerifyResult } from './verifyProject.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const { projectPath, expectedHead } = workerData as { projectPath: string; expectedHead?: string };

function check(): WorkerAnswer<VerifyResult> {
  try {
    return withSqliteErrors(() => {
      const look = openForLooking(projectPath);
      try {
        look.db.pragma('busy_timeout = 5000');
        return { value: verifyProject(look.db, expectedHead) };
      } finally {
        look.close();
      }
    });
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

port.postMessage(check());
