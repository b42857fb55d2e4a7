/** Worker thread: compares all images with each other, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import type { WorkDoors } from '../datasets/gatedWork.ts';
import { serveGatedWork } from '../datasets/serveGatedWork.ts';
import type { WorkTools } from '../datasets/serveGatedWork.ts';
import { eachComparedImage } from '../db/fingerprints.ts';
import { openReader } from '../db/openReader.ts';
import { readBlocks } from '../embeddings/readBlocks.ts';
import { findGroups } from './findGroups.ts';
import type { FoundGroup } from './findGroups.ts';
import { gatherVectors } from './similarPairs.ts';

export interface DuplicatesTask extends WorkDoors {
  readonly kind: 'duplicates';
  readonly projectPath: string;
  readonly near: number;
  /** By the number of the model in the project. */
  readonly similar: { readonly modelId: number; readonly atLeast: number } | null;
}

export interface DuplicatesAnswer {
  readonly groups: readonly FoundGroup[];
  readonly items: number;
  readonly bytesOnly: number;
  readonly undescribed: number;
}

const port = assertExists(parentPort, 'this file is started as a worker thread');
const task = workerData as DuplicatesTask;

function work({ look }: WorkTools): DuplicatesAnswer {
  const db = openReader(task.projectPath);
  try {
    db.exec('BEGIN');
    const images = [...eachComparedImage(db)];
    const wanted = new Set(images.map(({ id }) => Number(id)));
    const { near, similar } = task;
    const vectors =
      similar && gatherVectors(readBlocks(db, { modelId: similar.modelId, objects: false }), (id) => wanted.has(id));
    const rules = { near, similar: similar && vectors && { vectors, atLeast: similar.atLeast } };
    const groups = findGroups(images, rules, (done) => look(done, images.length));
    return {
      groups,
      items: images.length,
      bytesOnly: images.filter(({ fingerprint }) => fingerprint?.length !== 8).length,
      undescribed: vectors ? images.length - vectors.itemIds.length : 0,
    };
  } finally {
    db.close();
  }
}

await serveGatedWork(port, task, work);
