import type { Database } from 'better-sqlite3';
import { shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import { sizeOfLabel } from '../labelSize.ts';
import { shapeBitsSql } from '../shapeBits.ts';

/** The size of every label that there is, from its shape, and what the summaries of items say of it. */
export function fillLabelSizes(db: Database): void {
  const update = db.prepare('UPDATE annotations SET short_px = ?, area_px2 = ? WHERE rowid = ?');
  const page = db.prepare('SELECT rowid, shape FROM annotations WHERE rowid > ? ORDER BY rowid LIMIT 1000');
  for (let last = 0; ;) {
    const rows = page.all(last) as { rowid: number; shape: string }[];
    for (const { rowid, shape } of rows) {
      const { shortPx, areaPx2 } = sizeOfLabel(shapeSchema.parse(JSON.parse(shape)));
      update.run(shortPx, areaPx2, rowid);
      last = rowid;
    }
    if (rows.length === 0) break;
  }
  db.exec(`
    CREATE INDEX annotations_item ON annotations(item_id, class_id, kind, short_px, area_px2);
    UPDATE item_summary SET class_count = l.classes, shape_bits = l.shapes, shortest_px = l.shortest, longest_px = l.longest,
      least_area = l.least, most_area = l.most
    FROM (SELECT item_id, count(DISTINCT class_id) AS classes, ${shapeBitsSql} AS shapes, min(short_px) AS shortest, max(short_px) AS longest,
            min(area_px2) AS least, max(area_px2) AS most FROM annotations GROUP BY item_id) AS l
    WHERE l.item_id = item_summary.item_id;
    -- Last, so that it is made once.
    CREATE INDEX item_summary_changed ON item_summary(changed_ms, item_id);
  `);
}
