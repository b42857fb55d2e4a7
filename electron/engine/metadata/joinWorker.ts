/** Worker thread: reads a table, says what it would bring, and brings it in, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import type { TablePreview } from '#shared/contract/api/metadataApi.ts';
import type { WorkDoors } from '../datasets/gatedWork.ts';
import { serveGatedWork } from '../datasets/serveGatedWork.ts';
import type { WorkTools } from '../datasets/serveGatedWork.ts';
import { openReader } from '../db/openReader.ts';
import { joinTable } from './joinTable.ts';
import type { JoinedTable } from './joinTable.ts';
import { planJoin } from './planJoin.ts';
import type { JoinRequest } from './planJoin.ts';
import { toTableError } from './readTable.ts';

export interface JoinTask extends WorkDoors {
  readonly kind: 'preview' | 'join';
  readonly projectPath: string;
  readonly actor: string;
  readonly request: JoinRequest;
}

const port = assertExists(parentPort, 'this file is started as a worker thread');
const task = workerData as JoinTask;
const { projectPath, actor, request } = task;

function preview({ look }: WorkTools): TablePreview {
  const project = openReader(projectPath);
  try {
    project.exec('BEGIN');
    const plan = planJoin(project, request, look);
    // Nothing is done with them: they are counted.
    for (const _ of plan.items);
    return plan.summarize();
  } finally {
    project.close();
  }
}

function work(tools: WorkTools): TablePreview | JoinedTable {
  try {
    if (task.kind === 'preview') return preview(tools);
    return tools.write(projectPath, (db) => joinTable({ db, actor }, request, tools.look));
  } catch (error) {
    throw toTableError(error, request.file);
  }
}

await serveGatedWork(port, task, work);
