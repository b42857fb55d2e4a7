import type { Database } from 'better-sqlite3';
import type { QuantizedVector } from '#shared/model/embedding.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { prepare } from './prepare.ts';
import { findRunItem } from './runs.ts';
import type { RunItem } from './runs.ts';
import { transact } from './transact.ts';

/**
 * The number of a model that is fed in this way, a new one where it has none. What it said when it was fed otherwise is
 * forgotten.
 * @param feed what decides about its vectors beside its file: how images are given to it, which tensor is read
 */
export function embeddingModelOf(db: Database, modelSha256: string, feed: string): number {
  const known = findEmbeddingModel(db, modelSha256, feed);
  if (known !== undefined) return known;
  return transact(db, () => {
    prepare(db, 'DELETE FROM embedding_models WHERE model_sha256 = ?').run(modelSha256);
    const insert = 'INSERT INTO embedding_models (model_sha256, feed) VALUES (?, ?)';
    return Number(prepare(db, insert).run(modelSha256, feed).lastInsertRowid);
  });
}

export function findEmbeddingModel(db: Database, modelSha256: string, feed: string): number | undefined {
  return prepare(db, 'SELECT id FROM embedding_models WHERE model_sha256 = ? AND feed = ?')
    .pluck()
    .get(modelSha256, feed) as number | undefined;
}

const described = `EXISTS (SELECT 1 FROM embeddings e WHERE e.embedding_model_id = @modelId AND e.item_id = i.id
  AND e.object_id = '')`;
const hasObjects = `(EXISTS (SELECT 1 FROM annotations a WHERE a.item_id = i.id)
  OR EXISTS (SELECT 1 FROM open_predictions o WHERE o.item_id = i.id))`;
const readable = "p.state = 'ready' AND NOT i.missing";

/** Images that are not described yet; with `objects` also those whose objects may not be. */
const waiting = (objects: boolean): string => `${readable} AND (NOT ${described} ${objects ? `OR ${hasObjects}` : ''})`;

export interface ItemsToEmbed {
  /** Of the model: `embeddingModelOf`. */
  readonly modelId: number;
  readonly objects: boolean;
}

export function countToEmbed(db: Database, { modelId, objects }: ItemsToEmbed): number {
  const sql = `SELECT count(*) FROM items i JOIN item_probe p ON p.item_id = i.id WHERE ${waiting(objects)}`;
  return prepare(db, sql).pluck().get({ modelId }) as number;
}

/** Readable images, and how many of them the model has described as a whole. */
export function countEmbedded(db: Database, modelId: number | null): { readonly done: number; readonly total: number } {
  const sql = `SELECT count(*) AS total, coalesce(sum(${described}), 0) AS done
    FROM items i JOIN item_probe p ON p.item_id = i.id WHERE ${readable}`;
  return prepare(db, sql).get({ modelId }) as { done: number; total: number };
}

/** The next of them in path order, after a place in it. */
export function nextToEmbed(
  db: Database,
  { modelId, objects }: ItemsToEmbed,
  count: number,
  after: { readonly name: string; readonly itemId: number } | null,
): (RunItem & { readonly name: string })[] {
  const rows = prepare(
    db,
    `SELECT i.id AS itemId, r.path AS root, i.path AS name, p.width_px AS widthPx, p.height_px AS heightPx,
       p.bit_depth AS bitDepth, p.content_hash AS contentHash
     FROM items i JOIN item_probe p ON p.item_id = i.id JOIN roots r ON r.id = i.root_id
     WHERE ${waiting(objects)} AND (i.path, i.id) > (@name, @itemId)
     ORDER BY i.path, i.id LIMIT @count`,
  ).all({ modelId, count, name: after?.name ?? '', itemId: after?.itemId ?? 0 }) as (Omit<RunItem, 'path'> & {
    root: string;
    name: string;
  })[];
  return rows.map(({ root, ...item }) => ({ ...item, path: `${root}/${item.name}` }));
}

/** Everything that can be told apart in an image: its labels, and the open proposals of the active run. */
export function listObjectShapes(
  db: Database,
  itemId: ItemId,
): { readonly objectId: string; readonly shape: string }[] {
  return prepare(
    db,
    `SELECT id AS objectId, shape FROM annotations WHERE item_id = @itemId
     UNION ALL SELECT CAST(id AS TEXT), shape FROM open_predictions WHERE item_id = @itemId`,
  ).all({ itemId }) as { objectId: string; shape: string }[];
}

/** Of one image: what is described, and the region that it was cut out of; an empty name is the whole image. */
export function listEmbedded(db: Database, modelId: number, itemId: ItemId): ReadonlyMap<string, string> {
  const sql = 'SELECT object_id AS objectId, region FROM embeddings WHERE embedding_model_id = ? AND item_id = ?';
  const rows = prepare(db, sql).all(modelId, itemId) as { objectId: string; region: string }[];
  return new Map(rows.map(({ objectId, region }) => [objectId, region]));
}

/** Letters of a picture's hash that tell it from others. */
const hashLength = 16;

export interface DescribedPart {
  /** Empty: the whole image. */
  readonly objectId: string;
  readonly region: string;
  readonly vector: QuantizedVector;
}

/**
 * Keeps what a model said of an image, unless the image is another by now.
 * @returns whether it was kept
 */
export function insertEmbeddings(
  db: Database,
  modelId: number,
  { itemId, contentHash }: Pick<RunItem, 'itemId' | 'contentHash'>,
  parts: readonly DescribedPart[],
): boolean {
  return transact(db, () => {
    if (findRunItem(db, itemId)?.contentHash !== contentHash) return false;
    const there = new Set(listObjectShapes(db, itemId).map(({ objectId }) => objectId));
    const insert = prepare(
      db,
      `INSERT OR REPLACE INTO embeddings (embedding_model_id, item_id, object_id, content_hash, region, scale, vector)
       VALUES (@modelId, @itemId, @objectId, @contentHash, @region, @scale, @vector)`,
    );
    for (const { objectId, region, vector } of parts) {
      // Deleted or decided while the model looked at it.
      if (objectId !== '' && !there.has(objectId)) continue;
      const { scale, values } = vector;
      const bytes = Buffer.from(values.buffer, values.byteOffset, values.length);
      insert.run({
        modelId,
        itemId,
        objectId,
        contentHash: contentHash.slice(0, hashLength),
        region,
        scale,
        vector: bytes,
      });
    }
    prepare(db, 'UPDATE embedding_models SET dims = ? WHERE id = ? AND dims IS NULL').run(
      parts[0]?.vector.values.length ?? null,
      modelId,
    );
    return true;
  });
}
