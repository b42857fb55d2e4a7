/** Worker thread: writes one export, or counts what it would hold, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import { hasDicom } from '../db/exportRows.ts';
import { openReader } from '../db/openReader.ts';
import { withSqliteErrors } from '../db/sqliteErrors.ts';
import type { WorkerAnswer } from '../processes/askWorker.ts';
import type { ExportMessage, ExportRequest, ExportTask } from './exportRequest.ts';
import { listLossItems } from './listLossItems.ts';
import { askForPictures } from './pictures/askForPictures.ts';
import { previewExport } from './previewExport.ts';
import { sampleCopies } from './sampleCopies.ts';
import { toExportError } from './toExportError.ts';
import { writeExport } from './writeExport.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');

async function write(request: ExportRequest): Promise<void> {
  const say = (message: ExportMessage): void => port.postMessage(message);
  try {
    const summary = await writeExport(
      request,
      (done, total) => say({ kind: 'progress', done, total }),
      askForPictures(port),
    );
    say({ kind: 'done', summary });
  } catch (error) {
    if (error instanceof CancelledError) say({ kind: 'cancelled' });
    else say({ kind: 'failed', error: toErrorRecord(toExportError(error)) });
  }
}

function answer<Value>(look: () => Value): WorkerAnswer<Value> {
  try {
    return { value: withSqliteErrors(look) };
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

function lookForDicom(projectPath: string): boolean {
  const db = openReader(projectPath);
  try {
    return hasDicom(db);
  } finally {
    db.close();
  }
}

const task = workerData as ExportTask;
switch (task.kind) {
  case 'write':
    await write(task.request);
    break;
  case 'preview':
    port.postMessage(answer(() => previewExport(task.request)));
    break;
  case 'lossItems':
    port.postMessage(answer(() => listLossItems(task.request)));
    break;
  case 'samples':
    port.postMessage(answer(() => sampleCopies(task.request)));
    break;
  case 'hasDicom':
    port.postMessage(answer(() => lookForDicom(task.projectPath)));
    break;
}
