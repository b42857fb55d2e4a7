import type { Database } from 'better-sqlite3';
import { setActiveRun } from '#engine/db/activeRun.ts';
import { createClass } from '#engine/db/classes.ts';
import { addItems } from '#engine/db/itemFiles.ts';
import { canonicalJson } from '#engine/db/journal.ts';
import { addRootRow } from '#engine/db/roots.ts';
import { refreshSummaries } from '#engine/db/summaries.ts';
import type { ClassId, ItemId, RunId } from '#shared/model/ids.ts';

export const actor = 'tester';
export const modelSha256 = 'ab'.repeat(32);
export const classNames = ['cell', 'nucleus', 'debris'] as const;

export interface Filled {
  readonly itemIds: readonly ItemId[];
  readonly classIds: readonly ClassId[];
  readonly runId: RunId;
}

/**
 * A root, `items` readable items, three classes and one active run with `predictionsPerItem` boxes in each item. Scores
 * and names depend on nothing but the item's number.
 */
export function fillProject(
  db: Database,
  options: { items: number; predictionsPerItem: number; root?: string },
): Filled {
  const writer = { db, actor };
  const rootId = addRootRow(writer, options.root ?? '/images');
  const itemIds: ItemId[] = [];
  const paths = Array.from({ length: options.items }, (_, index) => {
    const number = String(index).padStart(7, '0');
    return `day-${number.slice(0, 4)}/image ${number}.jpg`;
  });
  for (let start = 0; start < paths.length; start += 10_000) {
    itemIds.push(...addItems(writer, rootId, paths.slice(start, start + 10_000)));
  }
  const classIds = classNames.map((name) => createClass(writer, { name }).id);
  const runId = db.transaction(() => {
    db.prepare(
      `UPDATE item_probe SET state = 'ready', width_px = 4000, height_px = 3000, bit_depth = 8, format = 'jpeg',
         size_bytes = 1000 + item_id, modified_ms = 1, content_hash = printf('%064x', item_id)`,
    ).run();
    const run = db
      .prepare(
        `INSERT INTO runs (model_sha256, model_name, state, score_threshold, iou_threshold, device_asked, items_total,
           created_at) VALUES (?, 'test', 'done', 0.25, 0.45, 'cpu', ?, '2026-01-01T00:00:00.000Z')`,
      )
      .run(modelSha256, options.items);
    const insert = db.prepare(
      'INSERT INTO predictions (run_id, item_id, class_name, score, kind, shape) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const itemId of itemIds) {
      for (let index = 0; index < options.predictionsPerItem; index++) {
        // A step that visits every thousandth before it repeats.
        const score = ((itemId * 7 + index * 13) * 37) % 1000;
        const shape = canonicalJson({ kind: 'box', box: [index * 10, itemId % 100, 20, 20] });
        insert.run(run.lastInsertRowid, itemId, classNames[(itemId + index) % 3], score / 1000, 'box', shape);
      }
    }
    const id = Number(run.lastInsertRowid) as RunId;
    setActiveRun(db, id);
    refreshSummaries(db, 'all');
    return id;
  })();
  return { itemIds, classIds, runId };
}
