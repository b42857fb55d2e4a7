/** Worker thread: checks a project against its journal on a connection of its own, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { openReader } from './openReader.ts';
import { verifyProject } from './verifyProject.ts';

const { projectPath, expectedHead } = workerData as { projectPath: string; expectedHead?: string };
const db = openReader(projectPath);
try {
  assertExists(parentPort, 'this file is started as a worker thread').postMessage(verifyProject(db, expectedHead));
} finally {
  db.close();
}
