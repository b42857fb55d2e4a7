import type { Migration } from './migration.ts';
import { fillLabelSizes } from './fillLabelSizes.ts';

/**
 * What items are found by. Part of the fold: tags, splits, saved views, and the size of each label as a column beside its
 * shape. Derived: what `item_summary` says of the labels, proposals and times of an item, and who has labeled it, so that a
 * search reads one narrow row of an item instead of all its labels and its part of the journal. The journal can hold
 * `items.edited`, `view.saved` and `view.removed` from now on, which older programs would call damage.
 */
export const finding: Migration = {
  number: 14,
  oldestReader: 14,
  sql: `
    ALTER TABLE items ADD COLUMN split TEXT;
    CREATE INDEX items_split ON items(split, path, id) WHERE split IS NOT NULL;
    CREATE TABLE item_tags (
      tag TEXT NOT NULL,
      item_id INTEGER NOT NULL REFERENCES items(id),
      PRIMARY KEY (tag, item_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX item_tags_item ON item_tags(item_id);
    CREATE TABLE views (
      name TEXT PRIMARY KEY,
      query TEXT NOT NULL,
      sort TEXT NOT NULL,
      descending INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Of the smallest box around it: the shorter side. NULL for a shape without a place.
    ALTER TABLE annotations ADD COLUMN short_px REAL;
    ALTER TABLE annotations ADD COLUMN area_px2 REAL;
    DROP INDEX annotations_item;

    ALTER TABLE item_summary ADD COLUMN highest_score REAL;
    ALTER TABLE item_summary ADD COLUMN class_count INTEGER NOT NULL DEFAULT 0;
    -- One bit for each kind of shape: see shapeBits.
    ALTER TABLE item_summary ADD COLUMN shape_bits INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item_summary ADD COLUMN shortest_px REAL;
    ALTER TABLE item_summary ADD COLUMN longest_px REAL;
    ALTER TABLE item_summary ADD COLUMN least_area REAL;
    ALTER TABLE item_summary ADD COLUMN most_area REAL;
    -- Milliseconds since 1970: when a person last changed something of it (0: never), and when it was found.
    ALTER TABLE item_summary ADD COLUMN changed_ms INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item_summary ADD COLUMN added_ms INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE item_actors (
      actor TEXT NOT NULL,
      item_id INTEGER NOT NULL REFERENCES items(id),
      PRIMARY KEY (actor, item_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX item_actors_item ON item_actors(item_id);
    CREATE INDEX decisions_kind ON decisions(kind, item_id);

    -- A run over what a query found when it began: these items and no others.
    ALTER TABLE runs ADD COLUMN item_where TEXT;
    CREATE TABLE run_targets (
      run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
      item_id INTEGER NOT NULL,
      PRIMARY KEY (run_id, item_id)
    ) STRICT, WITHOUT ROWID;

    INSERT OR IGNORE INTO item_actors (actor, item_id)
      SELECT DISTINCT j.actor, i.id FROM journal j JOIN items i ON i.id = CAST(substr(j.subject, 6) AS INTEGER)
      WHERE j.op = 'annotations.applied';
    UPDATE item_summary SET changed_ms = last.ms FROM (
      SELECT CAST(substr(subject, 6) AS INTEGER) AS item_id, CAST(unixepoch(max(at), 'subsec') * 1000 AS INTEGER) AS ms
      FROM journal WHERE op IN ('annotations.applied', 'comments.applied') GROUP BY subject) AS last
      WHERE last.item_id = item_summary.item_id;
    UPDATE item_summary SET added_ms = found.ms FROM (
      SELECT item.value ->> 'id' AS item_id, CAST(unixepoch(j.at, 'subsec') * 1000 AS INTEGER) AS ms
      FROM journal j, json_each(j.body, '$.items') item WHERE j.op = 'items.added') AS found
      WHERE found.item_id = item_summary.item_id;
    UPDATE item_summary SET highest_score = (
      SELECT max(p.score) FROM predictions p JOIN meta m ON m.key = 'activeRunId'
      WHERE p.run_id = CAST(m.value AS INTEGER) AND p.item_id = item_summary.item_id AND p.is_open = 1)
      WHERE proposal_count > 0;
  `,
  fill: fillLabelSizes,
};
