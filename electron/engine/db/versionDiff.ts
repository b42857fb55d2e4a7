import type { Database } from 'better-sqlite3';
import type { ItemVersionDiff, LabelCounts, VersionDiff } from '#shared/contract/versions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import { pictureVersionOf } from './items.ts';
import { openReader } from './openReader.ts';

/** What makes a label what it is; where it came from is not part of that. */
const content = (
  schema: string,
): string => `SELECT a.id, a.item_id, c.name AS class, a.shape, a.attributes, a.group_id, a.z
  FROM ${schema}.annotations a JOIN ${schema}.classes c ON c.id = a.class_id`;
const isSame = `b.class IS a.class AND b.shape IS a.shape AND b.attributes IS a.attributes AND b.group_id IS a.group_id AND b.z IS a.z`;

/**
 * A reader of a project with one or two of its versions beside it, as `a` and `b`; without a second one `b` is the project as it is now.
 * The caller closes it.
 */
export function openBeside(
  projectPath: string,
  snapshots: { readonly a: string; readonly b: string | null },
): { readonly db: Database; readonly b: 'b' | 'main' } {
  const db = openReader(projectPath);
  try {
    db.prepare('ATTACH ? AS a').run(snapshots.a);
    if (snapshots.b !== null) db.prepare('ATTACH ? AS b').run(snapshots.b);
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, b: snapshots.b === null ? 'main' : 'b' };
}

function fillDifferences(db: Database, b: string): void {
  db.exec(`
    CREATE TEMP TABLE differences (item_id INTEGER NOT NULL, kind TEXT NOT NULL, class TEXT NOT NULL);
    INSERT INTO differences SELECT a.item_id, 'removed', a.class FROM (${content('a')}) a
      WHERE NOT EXISTS (SELECT 1 FROM ${b}.annotations b WHERE b.id = a.id);
    INSERT INTO differences SELECT b.item_id, 'added', b.class FROM (${content(b)}) b
      WHERE NOT EXISTS (SELECT 1 FROM a.annotations a WHERE a.id = b.id);
    INSERT INTO differences SELECT b.item_id, 'changed', b.class FROM (${content(b)}) b JOIN (${content('a')}) a ON a.id = b.id
      WHERE NOT (${isSame});
    -- An item that is not in a version yet is as new there.
    CREATE TEMP TABLE moves AS
      SELECT n.id AS item_id, coalesce(a.stage, 'new') AS from_stage, coalesce(b.stage, 'new') AS to_stage
      FROM main.items n LEFT JOIN a.items a ON a.id = n.id LEFT JOIN ${b}.items b ON b.id = n.id
      WHERE coalesce(a.stage, 'new') <> coalesce(b.stage, 'new');
    CREATE INDEX temp.differences_item ON differences(item_id);
    CREATE INDEX temp.moves_item ON moves(item_id);
    CREATE TEMP VIEW touched AS
      SELECT n.id AS item_id, n.path, n.frame FROM main.items n
      WHERE n.id IN (SELECT item_id FROM differences UNION SELECT item_id FROM moves);
  `);
}

const counts = `coalesce(sum(kind = 'added'), 0) AS added, coalesce(sum(kind = 'removed'), 0) AS removed,
  coalesce(sum(kind = 'changed'), 0) AS changed`;

interface PageRow extends LabelCounts {
  readonly itemId: ItemId;
  readonly path: string;
  readonly frame: number;
  readonly contentHash: string | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly fromStage: Stage | null;
  readonly toStage: Stage | null;
}

/** What is different between two versions, or a version and now; one page of the items in path order. */
export function diffVersions(
  projectPath: string,
  snapshots: { readonly a: string; readonly b: string | null },
  { offset, limit }: { readonly offset: number; readonly limit: number },
): VersionDiff {
  const { db, b } = openBeside(projectPath, snapshots);
  try {
    db.exec('BEGIN');
    fillDifferences(db, b);
    const total = db.prepare(`SELECT ${counts} FROM differences`).get() as LabelCounts;
    const classes = db
      .prepare(`SELECT class AS name, ${counts} FROM differences GROUP BY class ORDER BY class`)
      .all() as VersionDiff['classes'];
    const rows = db
      .prepare(
        `SELECT t.item_id AS itemId, t.path, t.frame, m.from_stage AS fromStage, m.to_stage AS toStage,
           p.content_hash AS contentHash, p.width_px AS widthPx, p.height_px AS heightPx, ${counts}
         FROM touched t LEFT JOIN main.item_probe p ON p.item_id = t.item_id LEFT JOIN moves m ON m.item_id = t.item_id LEFT JOIN differences d ON d.item_id = t.item_id
         GROUP BY t.item_id ORDER BY t.path, t.frame, t.item_id LIMIT ? OFFSET ?`,
      )
      .all(limit, offset) as PageRow[];
    const page = rows.map(({ fromStage, toStage, contentHash, ...row }): ItemVersionDiff => ({
      ...row,
      pictureVersion: pictureVersionOf(contentHash),
      stage: fromStage === null || toStage === null ? null : [fromStage, toStage],
    }));
    return {
      ...total,
      stages: db.prepare('SELECT count(*) FROM moves').pluck().get() as number,
      classes,
      items: { total: db.prepare('SELECT count(*) FROM touched').pluck().get() as number, page },
    };
  } finally {
    db.close();
  }
}

const columns = 'item_id, class_id, shape, source, prediction_id, score, z, attributes, group_id';
const decisionColumns = `item_id, kind, prediction_id, run_id, model_sha256, class_name, score, shape, annotation_id, duration_ms, actor, at`;

const isOther = (names: string): string =>
  names
    .split(',')
    .map((name) => `a.${name.trim()} IS NOT n.${name.trim()}`)
    .join(' OR ');

/** Items whose labels, decisions or stage are not what they were in the version that is attached as `a`, in the order of their number. */
export function listTouched(db: Database): number[] {
  const ofTable = (table: string, names: string): string => `
    SELECT n.item_id FROM main.${table} n LEFT JOIN a.${table} a ON a.id = n.id WHERE a.id IS NULL OR ${isOther(names)}
    UNION SELECT a.item_id FROM a.${table} a WHERE NOT EXISTS (SELECT 1 FROM main.${table} n WHERE n.id = a.id)`;
  return db
    .prepare(
      `SELECT item_id FROM (
         ${ofTable('annotations', columns)} UNION ${ofTable('decisions', decisionColumns)}
         UNION SELECT n.id FROM main.items n LEFT JOIN a.items a ON a.id = n.id WHERE n.stage <> coalesce(a.stage, 'new')
       ) WHERE item_id IN (SELECT id FROM main.items) ORDER BY item_id`,
    )
    .pluck()
    .all() as number[];
}
