/** Worker thread: reads what is to be imported onto a stage, says what would come in, and imports it, so that the engine stays free. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import type { ImportPreview, ImportResult } from '#shared/contract/importApi.ts';
import { openReader } from '../../db/openReader.ts';
import { serveGatedWork } from '../serveGatedWork.ts';
import type { WorkTools } from '../serveGatedWork.ts';
import { takeBackParts } from '../takeBackParts.ts';
import { commitImport } from './commitImport.ts';
import type { ImportTask } from './importRequest.ts';
import { planImport } from './planImport.ts';
import { readSource } from './readSource.ts';
import { createStage, openStage } from './stage.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const task = workerData as ImportTask;
const token = path.basename(path.dirname(task.stagePath));

function preview({ look }: WorkTools): ImportPreview {
  const stage = openStage(task.stagePath);
  const project = openReader(task.projectPath);
  try {
    project.exec('BEGIN');
    const plan = planImport(stage, project, task.options, { countsOnly: true });
    const items = plan.items[Symbol.iterator]();
    while (!items.next().done) look(plan.counts.added);
    return plan.summarize(token);
  } finally {
    project.close();
    stage.close();
  }
}

function commit({ write, look }: WorkTools, actor: string): ImportResult {
  const stage = openStage(task.stagePath);
  try {
    return write(task.projectPath, (db) => commitImport({ db, actor }, stage, task.options, token, look));
  } finally {
    stage.close();
  }
}

function work(tools: WorkTools): ImportPreview | ImportResult | null {
  if (task.kind === 'takeBack') {
    const { actor, seq } = task;
    tools.write(task.projectPath, (db) => takeBackParts(db, actor, seq, tools.look));
    return null;
  }
  if (task.kind === 'commit') return commit(tools, task.actor);
  if (task.kind === 'read') {
    const stage = createStage(task.stagePath);
    try {
      readSource(stage, task.source, task.format, tools.look);
    } finally {
      stage.close();
    }
  }
  return preview(tools);
}

await serveGatedWork(port, task, work);
