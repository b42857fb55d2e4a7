/** Worker thread: packs and unpacks projects, hands work packages out and merges them, so that the engine stays free. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { HandOutResult, MergePreview, MergeSides } from '#shared/contract/sharing.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { openReader } from '../db/openReader.ts';
import { serveGatedWork } from '../datasets/serveGatedWork.ts';
import type { WorkTools } from '../datasets/serveGatedWork.ts';
import { handOut } from './handOut.ts';
import type { HandOutRequest } from './handOut.ts';
import { commitMerge } from './merge/commitMerge.ts';
import { eachSides } from './merge/eachSides.ts';
import { planMerge } from './merge/planMerge.ts';
import type { MergeOptions } from './merge/planMerge.ts';
import { readPackage } from './merge/readPackage.ts';
import { takePackage } from './merge/takePackage.ts';
import { packDatabase } from './packDatabase.ts';
import type { PackRequest } from './packDatabase.ts';
import type { SharingTask } from './sharingTask.ts';
import { snapshotProject } from './snapshotProject.ts';
import { toPackError } from './toPackError.ts';
import { unpackProject } from './unpackProject.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const task = workerData as SharingTask;
const { projectPath } = task;

const tokenOf = (copy: string): string => path.basename(path.dirname(copy));

/** Both as they are at one moment. */
function readBoth<Result>(copy: string, work: (project: Database, theirs: Database) => Result): Result {
  const project = openReader(projectPath);
  const theirs = openReader(copy);
  try {
    project.exec('BEGIN');
    return work(project, theirs);
  } finally {
    theirs.close();
    project.close();
  }
}

const preview = (copy: string, options: MergeOptions, { look }: WorkTools): MergePreview =>
  readBoth(copy, (project, theirs) => planMerge(project, theirs, options, look).summarize(tokenOf(copy)));

const sidesOf = (copy: string, itemId: ItemId): MergeSides =>
  readBoth(copy, (project, theirs) => {
    let found: MergeSides = { mine: [], theirs: [] };
    eachSides(project, theirs, readPackage(theirs), itemId, (sides) => {
      found = { mine: sides.mine?.annotations ?? [], theirs: sides.theirs.annotations };
    });
    return found;
  });

async function writePackage(
  request: PackRequest,
  items: Omit<HandOutRequest, 'projectPath'>,
  { look }: WorkTools,
): Promise<HandOutResult> {
  let counts = { items: 0, labels: 0 };
  const write = (file: string): void => void (counts = handOut({ projectPath, ...items }, file, look));
  return { ...(await packDatabase(request, write, look)), ...counts };
}

async function work(tools: WorkTools): Promise<unknown> {
  const { look, write } = tools;
  switch (task.kind) {
    case 'pack':
      return packDatabase(task.request, (file) => snapshotProject(projectPath, file), look);
    case 'handOut':
      return writePackage(task.request, task.items, tools);
    case 'unpack':
      return unpackProject(task.request, look);
    case 'take':
      try {
        await takePackage(task.source, task.copy, () => look(0));
      } catch (error) {
        throw toPackError(error);
      }
      return preview(task.copy, task.options, tools);
    case 'plan':
      return preview(task.copy, task.options, tools);
    case 'sides':
      return sidesOf(task.copy, task.itemId);
    case 'merge': {
      const { actor, copy, options } = task;
      const theirs = openReader(copy);
      try {
        return write(projectPath, (db) => commitMerge({ db, actor }, theirs, options, tokenOf(copy), look));
      } finally {
        theirs.close();
      }
    }
  }
}

await serveGatedWork(port, task, work);
