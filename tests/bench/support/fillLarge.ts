import type { Database } from 'better-sqlite3';
import { setActiveRun } from '#engine/db/activeRun.ts';
import { shapeBitsSql } from '#engine/db/shapeBits.ts';
import { addRootRow } from '#engine/db/roots.ts';
import { createClass } from '#engine/db/classes.ts';
import type { RunId } from '#shared/model/ids.ts';

/** Numbers without a pattern that a search could profit from: a multiplicative hash of the row. */
const dice = (of: string, salt: number): string =>
  `((${of} * 2654435761 + ${salt} * 40503) % 4294967296 / 4294967296.0)`;
const classCount = 20;

/**
 * A project of so many items, ten labels and three proposals each, written by SQL alone: through the journal it would take
 * an hour. Its tables and indexes are those of any project; only its journal is short.
 */
export function fillLarge(db: Database, items: number): void {
  const writer = { db, actor: 'ana' };
  addRootRow(writer, '/images');
  for (let index = 0; index < classCount; index++) createClass(writer, { name: `class ${index}` });
  const numbers = `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${items})`;
  const indexes = db
    .prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('annotations', 'predictions', 'items', 'item_summary', 'item_probe', 'decisions')",
    )
    .all() as { name: string; sql: string }[];
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
  db.exec('BEGIN');
  db.exec(`
    ${numbers} INSERT INTO items (id, root_id, path, stage, split, missing, changed, revision)
      SELECT x, 1, printf('site-%02d/cam%d/%07d.jpg', x * 7919 % 40, x % 8, x),
        CASE WHEN ${dice('x', 1)} < 0.5 THEN 'new' WHEN ${dice('x', 1)} < 0.6 THEN 'in progress'
             WHEN ${dice('x', 1)} < 0.85 THEN 'labeled' WHEN ${dice('x', 1)} < 0.97 THEN 'approved' ELSE 'returned' END,
        CASE WHEN ${dice('x', 2)} < 0.5 THEN NULL WHEN ${dice('x', 2)} < 0.9 THEN 'train' ELSE 'val' END,
        ${dice('x', 3)} < 0.001, ${dice('x', 4)} < 0.002, 1 FROM n;
    ${numbers} INSERT INTO item_probe (item_id, state, width_px, height_px, orientation, bit_depth, format, size_bytes, modified_ms, content_hash)
      SELECT x, CASE WHEN ${dice('x', 5)} < 0.002 THEN 'unreadable' ELSE 'ready' END, 640 + x % 4 * 1000, 480 + x % 4 * 800, 1, 8,
        'jpeg', 100000, 1, printf('%064x', x) FROM n;
    ${numbers} INSERT INTO annotations (id, item_id, class_id, kind, shape, source, z, short_px, area_px2)
      SELECT printf('%08x-0000-4000-8000-%012x', x, k), x, 1 + CAST(${dice('(x * 10 + k)', 6)} * ${dice('(x * 10 + k)', 7)} * ${classCount} AS INTEGER),
        CASE WHEN k % 3 = 0 THEN 'polygon' ELSE 'box' END, '{"box":[10,20,30,40],"kind":"box"}', 'person', k,
        CAST(4 + ${dice('(x * 10 + k)', 8)} * ${dice('(x * 10 + k)', 9)} * 600 AS INTEGER), CAST(16 + ${dice('(x * 10 + k)', 8)} * 90000 AS INTEGER)
      FROM n, (SELECT 0 AS k UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)
      WHERE ${dice('x', 1)} >= 0.5;
    -- Those that are labeled have twenty each, so that there are ten a piece.
    INSERT INTO annotations (id, item_id, class_id, kind, shape, source, z, short_px, area_px2)
      SELECT 'b' || substr(id, 2), item_id, 1 + (class_id + z) % ${classCount}, kind, shape, source, z + 10, short_px + 1, area_px2 + 1 FROM annotations;
    INSERT INTO runs (id, model_sha256, model_name, state, score_threshold, iou_threshold, device_asked, items_total, created_at)
      VALUES (1, '${'ab'.repeat(32)}', 'bench', 'done', 0.25, 0.45, 'cpu', ${items}, '2026-01-01T00:00:00.000Z');
    ${numbers} INSERT INTO predictions (run_id, item_id, class_name, score, kind, shape, is_open)
      SELECT 1, x, 'class ' || CAST(${dice('(x * 3 + k)', 10)} * ${classCount} AS INTEGER), 0.25 + 0.75 * ${dice('(x * 3 + k)', 11)}, 'box', '{"box":[10,20,30,40],"kind":"box"}',
        ${dice('x', 1)} < 0.6 FROM n, (SELECT 0 AS k UNION SELECT 1 UNION SELECT 2);
    ${numbers} INSERT INTO item_tags (tag, item_id) SELECT tag, x FROM (SELECT 'blur' AS tag, 0.1 AS share UNION SELECT 'night', 0.3 UNION SELECT 'rare', 0.0005), n
      WHERE ${dice('x', 12)} < share ORDER BY tag, x;
    ${numbers} INSERT INTO item_actors (actor, item_id) SELECT CASE x % 3 WHEN 0 THEN 'ana' WHEN 1 THEN 'ben' ELSE 'chen' END AS actor, x FROM n
      WHERE ${dice('x', 1)} >= 0.5 ORDER BY actor, x;
    ${numbers} INSERT INTO item_meta (item_id, key, value, number, source) SELECT x, 'patient', 'P-' || x % 5000, NULL, 'table' FROM n;
    ${numbers} INSERT INTO comments (id, item_id, author, at, text, resolved_at) SELECT 'c' || x, x, 'ben', '2026-01-01', 'look',
      CASE WHEN x % 3 = 0 THEN NULL ELSE '2026-01-02' END FROM n WHERE x % 200 = 0;
  `);
  for (const { sql } of indexes) db.exec(sql);
  db.exec(`
    INSERT INTO item_summary (item_id, annotation_count, class_count, shape_bits, shortest_px, longest_px, least_area, most_area,
        proposal_count, lowest_score, highest_score, changed_ms, added_ms)
      SELECT i.id, coalesce(l.n, 0), coalesce(l.classes, 0), coalesce(l.bits, 0), l.shortest, l.longest, l.least, l.most,
        coalesce(o.n, 0), o.low, o.high, CASE WHEN i.stage = 'new' THEN 0 ELSE 1767225600000 + i.id * 1000 END, 1760000000000 + i.id
      FROM items i
      LEFT JOIN (SELECT item_id, count(*) AS n, count(DISTINCT class_id) AS classes, ${shapeBitsSql} AS bits, min(short_px) AS shortest,
          max(short_px) AS longest, min(area_px2) AS least, max(area_px2) AS most FROM annotations GROUP BY item_id) l ON l.item_id = i.id
      LEFT JOIN (SELECT item_id, count(*) AS n, min(score) AS low, max(score) AS high FROM predictions WHERE run_id = 1 AND is_open = 1
          GROUP BY item_id) o ON o.item_id = i.id ORDER BY i.id;
    COMMIT;
  `);
  setActiveRun(db, 1 as RunId);
  db.pragma('foreign_keys = ON');
  db.pragma('synchronous = FULL');
  db.pragma('wal_checkpoint(TRUNCATE)');
}
