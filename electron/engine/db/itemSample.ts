import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';
import type { RunItem } from './runs.ts';

/**
 * Readable items in an order that is always the same and follows nothing about them: that of their contents' hashes. Of
 * equal contents only one comes.
 */
export function sampleItems(db: Database, count: number): RunItem[] {
  const rows = prepare(
    db,
    `SELECT min(i.id) AS itemId, r.path AS root, i.path AS name, p.width_px AS widthPx, p.height_px AS heightPx,
       p.bit_depth AS bitDepth, p.content_hash AS contentHash
     FROM items i JOIN item_probe p ON p.item_id = i.id JOIN roots r ON r.id = i.root_id
     WHERE p.state = 'ready' AND NOT i.missing
     GROUP BY p.content_hash ORDER BY p.content_hash LIMIT ?`,
  ).all(count) as (Omit<RunItem, 'path'> & { root: string; name: string })[];
  return rows.map(({ root, name, ...item }) => ({ ...item, path: `${root}/${name}` }));
}
