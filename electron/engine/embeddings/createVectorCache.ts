import type { Database } from 'better-sqlite3';
import { prepare } from '../db/prepare.ts';
import type { VectorBlock } from './neighbours.ts';
import { readBlocks } from './readBlocks.ts';

/** More is read from the file each time, which takes longer and no memory. */
const cachedBytesAtMost = 512 * 2 ** 20;

interface Wanted {
  readonly modelId: number;
  readonly objects: boolean;
}

interface Counted {
  readonly count: number;
  readonly highest: number;
}

const sizeOf = (blocks: readonly VectorBlock[]): number => blocks.reduce((sum, { values }) => sum + values.length, 0);

/** The vectors that were asked for last, in memory while the table stays as it is. */
export function createVectorCache(db: Database): (wanted: Wanted) => Iterable<VectorBlock> {
  let known: (Wanted & Counted & { readonly blocks: readonly VectorBlock[]; readonly version: number }) | null = null;
  // Changes with every commit of another connection.
  const versionOf = (): number => db.pragma('data_version', { simple: true }) as number;

  function count({ modelId, objects }: Wanted): Counted {
    const own = `embedding_model_id = ? AND object_id ${objects ? '<>' : '='} ''`;
    const sql = `SELECT count(*) AS count, coalesce(max(id), 0) AS highest FROM embeddings WHERE ${own}`;
    return prepare(db, sql).get(modelId) as Counted;
  }

  return (wanted) => {
    const version = versionOf();
    const isSame = known?.modelId === wanted.modelId && known.objects === wanted.objects;
    if (known && isSame && known.version === version) return known.blocks;
    // Rows are never changed: another one has a higher number.
    const now = count(wanted);
    if (known && isSame && known.count === now.count && known.highest === now.highest) {
      known = { ...known, version };
      return known.blocks;
    }
    const former = known && isSame ? known : null;
    known = null;
    const added = former ? count({ ...wanted }).count - former.count : 0;
    const more = former && added > 0 ? [...readBlocks(db, { ...wanted, afterId: former.highest })] : [];
    const isOnlyMore =
      former !== null && more.reduce((sum, { itemIds }) => sum + itemIds.length, 0) === added && added > 0;
    const blocks: VectorBlock[] = isOnlyMore ? [...former.blocks, ...more] : [];
    if (!isOnlyMore) {
      for (const block of readBlocks(db, wanted)) {
        blocks.push(block);
        if (sizeOf(blocks) > cachedBytesAtMost) return readBlocks(db, wanted);
      }
    }
    known = { ...wanted, ...now, blocks, version };
    return blocks;
  };
}
