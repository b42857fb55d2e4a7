/** Worker thread: looks for the nearest vectors, so that the engine stays free. It lives on between questions, with the vectors. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import { openReader } from '../db/openReader.ts';
import { prepare } from '../db/prepare.ts';
import { withSqliteErrors } from '../db/sqliteErrors.ts';
import { createVectorCache } from './createVectorCache.ts';
import { findNearest } from './neighbours.ts';
import type { SimilarAnswer, SimilarQuestion } from './similarQuestion.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const db = openReader(workerData as string);
const vectorsOf = createVectorCache(db);

function answer({ modelId, itemId, objectId, objects, limit }: SimilarQuestion): SimilarAnswer['value'] {
  const sql = 'SELECT vector FROM embeddings WHERE embedding_model_id = ? AND item_id = ? AND object_id = ?';
  const own = prepare(db, sql).pluck().get(modelId, itemId, objectId) as Buffer | undefined;
  if (!own) return null;
  const query = new Int8Array(own.buffer, own.byteOffset, own.length);
  return findNearest(query, vectorsOf({ modelId, objects }), limit);
}

port.on('message', (question: SimilarQuestion) => {
  const { id } = question;
  try {
    port.postMessage({ id, value: withSqliteErrors(() => answer(question)) } satisfies SimilarAnswer);
  } catch (error) {
    port.postMessage({ id, value: null, error: toErrorRecord(error) } satisfies SimilarAnswer);
  }
});
