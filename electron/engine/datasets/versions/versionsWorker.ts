/** Worker thread: describes, rebuilds, compares and restores versions, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import type { ItemVersions } from '#shared/contract/versions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { listAnnotations } from '../../db/annotations.ts';
import { describeLabels } from '../../db/contentHash.ts';
import { findHead } from '../../db/journal.ts';
import { openReader } from '../../db/openReader.ts';
import { diffVersions } from '../../db/versionDiff.ts';
import { serveGatedWork } from '../serveGatedWork.ts';
import type { WorkTools } from '../serveGatedWork.ts';
import { buildSnapshot } from './buildSnapshot.ts';
import { restoreVersion } from './restoreVersion.ts';
import type { Described, VersionTask } from './versionTask.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const task = workerData as VersionTask;

function describe(projectPath: string): Described {
  const db = openReader(projectPath);
  try {
    // One snapshot: the labels are those of the entry.
    db.exec('BEGIN');
    const { seq, hash } = assertExists(findHead(db), 'a journal begins with the project');
    return { seq, journalHash: hash, ...describeLabels(db) };
  } finally {
    db.close();
  }
}

function labelsOf(databasePath: string, itemId: ItemId): ItemVersions['from'] {
  const db = openReader(databasePath);
  try {
    return listAnnotations(db, itemId);
  } finally {
    db.close();
  }
}

function work({ look, write }: WorkTools): unknown {
  const { projectPath } = task;
  switch (task.kind) {
    case 'describe':
      return describe(projectPath);
    case 'build':
      return buildSnapshot(projectPath, task.version, task.target, look);
    case 'diff':
      return diffVersions(projectPath, task.snapshots, task);
    case 'item': {
      const { a, b } = task.snapshots;
      return { from: labelsOf(a, task.itemId), to: labelsOf(b ?? projectPath, task.itemId) };
    }
    case 'restore': {
      const { actor, version, snapshot } = task;
      return write(projectPath, (db) => restoreVersion(db, actor, version, snapshot, look));
    }
  }
}

await serveGatedWork(port, task, work);
