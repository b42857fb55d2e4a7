/** Worker thread: writes one export, so that the engine stays free. Ended from outside when it is cancelled. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import type { ExportMessage, ExportRequest } from './exportRequest.ts';
import { writeExport } from './writeExport.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const say = (message: ExportMessage): void => port.postMessage(message);

say({ kind: 'done', summary: writeExport(workerData as ExportRequest, (done) => say({ kind: 'progress', done })) });
