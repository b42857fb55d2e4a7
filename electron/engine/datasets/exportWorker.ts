/** Worker thread: writes one export, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ExportMessage, ExportRequest } from './exportRequest.ts';
import { toExportError } from './toExportError.ts';
import { writeExport } from './writeExport.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const say = (message: ExportMessage): void => port.postMessage(message);

try {
  const summary = await writeExport(workerData as ExportRequest, (done) => say({ kind: 'progress', done }));
  say({ kind: 'done', summary });
} catch (error) {
  if (error instanceof CancelledError) say({ kind: 'cancelled' });
  else say({ kind: 'failed', error: toErrorRecord(toExportError(error)) });
}
