import type { Database } from 'better-sqlite3';
import { prepare } from '../db/prepare.ts';
import { inverseLengthOf } from './neighbours.ts';
import type { VectorBlock } from './neighbours.ts';

const rowsAtOnce = 4096;

type Row = readonly [id: number, itemId: number, objectId: string, vector: Buffer];

/** The vectors of a model of images or of objects, some thousand at a time, from a row on. */
export function* readBlocks(
  db: Database,
  { modelId, objects, afterId = 0 }: { readonly modelId: number; readonly objects: boolean; readonly afterId?: number },
): Generator<VectorBlock> {
  const select = prepare(
    db,
    `SELECT id, item_id, object_id, vector FROM embeddings NOT INDEXED
     WHERE embedding_model_id = ? AND object_id ${objects ? '<>' : '='} '' AND id > ? ORDER BY id LIMIT ${rowsAtOnce}`,
  ).raw();
  for (let last = afterId; ;) {
    const rows = select.all(modelId, last) as Row[];
    const [first] = rows;
    if (!first) return;
    const dims = first[3].length;
    const fitting = rows.filter(([, , , vector]) => vector.length === dims);
    const values = new Int8Array(fitting.length * dims);
    const inverseLengths = new Float32Array(fitting.length);
    for (const [row, [, , , vector]] of fitting.entries()) {
      values.set(new Int8Array(vector.buffer, vector.byteOffset, dims), row * dims);
      inverseLengths[row] = inverseLengthOf(values, row * dims, dims);
    }
    yield {
      dims,
      itemIds: Int32Array.from(fitting, ([, itemId]) => itemId),
      objectIds: objects ? fitting.map(([, , objectId]) => objectId) : [],
      values,
      inverseLengths,
    };
    last = rows.at(-1)?.[0] ?? last;
  }
}
