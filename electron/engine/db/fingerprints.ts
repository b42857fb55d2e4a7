import type { Database } from 'better-sqlite3';
import type { ItemId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import type { Split } from '#shared/model/split.ts';
import { prepare } from './prepare.ts';

/** What is compared of an image, and what decides which of several is best. */
export interface ComparedImage {
  readonly id: ItemId;
  readonly frame: number;
  readonly contentHash: string;
  /** 8 bytes; none: it is of one tone. Null: it was read before there were any. */
  readonly fingerprint: Buffer | null;
  readonly pixels: number;
  readonly sizeBytes: number;
  readonly labels: number;
  readonly stage: Stage;
  readonly split: Split | null;
}

const readable = "p.state = 'ready' AND NOT i.missing";

/** All images that can be looked at and are not skipped. */
export function eachComparedImage(db: Database): IterableIterator<ComparedImage> {
  return db
    .prepare(
      `SELECT i.id, i.frame, p.content_hash AS contentHash, p.fingerprint, p.width_px * p.height_px AS pixels,
         p.size_bytes AS sizeBytes, s.annotation_count AS labels, i.stage, i.split
       FROM items i JOIN item_probe p ON p.item_id = i.id JOIN item_summary s ON s.item_id = i.id
       WHERE ${readable} AND i.stage <> 'skipped' AND p.content_hash IS NOT NULL ORDER BY i.id`,
    )
    .iterate() as IterableIterator<ComparedImage>;
}

/** The next images without a fingerprint, and where their files are. */
export function nextWithoutFingerprint(
  db: Database,
  afterId: number,
  limit: number,
): { readonly itemId: ItemId; readonly root: string; readonly path: string }[] {
  return prepare(
    db,
    `SELECT i.id AS itemId, r.path AS root, i.path FROM item_probe p JOIN items i ON i.id = p.item_id
     JOIN roots r ON r.id = i.root_id
     WHERE p.fingerprint IS NULL AND ${readable} AND p.item_id > ? ORDER BY p.item_id LIMIT ?`,
  ).all(afterId, limit) as { itemId: ItemId; root: string; path: string }[];
}
