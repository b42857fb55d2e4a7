import type { Migration } from './migration.ts';

/**
 * The first schema. Three kinds of table:
 * - `journal` and `meta`;
 * - the fold: state that is nothing but the journal replayed (roots, items, classes, class_matches, annotations,
 *   decisions, models);
 * - derived data, kept but rebuildable and outside the fold (item_probe, item_summary, runs, run_items, predictions).
 */
export const initial: Migration = {
  number: 1,
  oldestReader: 1,
  sql: `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE journal (
      seq INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      actor TEXT NOT NULL,
      op TEXT NOT NULL,
      subject TEXT NOT NULL,
      label TEXT NOT NULL,
      undoes INTEGER REFERENCES journal(seq),
      body TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX journal_subject ON journal(subject, seq);
    CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

    CREATE TABLE roots (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE items (
      id INTEGER PRIMARY KEY,
      root_id INTEGER NOT NULL REFERENCES roots(id),
      path TEXT NOT NULL,
      frame INTEGER NOT NULL DEFAULT 0,
      missing INTEGER NOT NULL DEFAULT 0,
      changed INTEGER NOT NULL DEFAULT 0,
      stage TEXT NOT NULL DEFAULT 'new',
      revision INTEGER NOT NULL DEFAULT 0,
      UNIQUE (root_id, path, frame)
    ) STRICT;
    CREATE INDEX items_path ON items(path, id);
    CREATE INDEX items_stage ON items(stage, path, id);
    CREATE TABLE classes (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      color TEXT NOT NULL,
      position INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE models (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL UNIQUE,
      path TEXT NOT NULL,
      card TEXT NOT NULL
    ) STRICT;
    -- What a class of a model is in this project; class_id NULL: its predictions are ignored.
    CREATE TABLE class_matches (
      model_sha256 TEXT NOT NULL,
      class_name TEXT NOT NULL,
      class_id INTEGER REFERENCES classes(id),
      PRIMARY KEY (model_sha256, class_name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE annotations (
      id TEXT PRIMARY KEY,
      item_id INTEGER NOT NULL REFERENCES items(id),
      class_id INTEGER NOT NULL REFERENCES classes(id),
      kind TEXT NOT NULL,
      shape TEXT NOT NULL,
      source TEXT NOT NULL,
      prediction_id INTEGER,
      score REAL,
      z INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX annotations_item ON annotations(item_id);
    CREATE INDEX annotations_class ON annotations(class_id, item_id);
    CREATE TABLE decisions (
      id TEXT PRIMARY KEY,
      item_id INTEGER NOT NULL REFERENCES items(id),
      kind TEXT NOT NULL,
      prediction_id INTEGER NOT NULL,
      run_id INTEGER NOT NULL,
      model_sha256 TEXT NOT NULL,
      class_name TEXT NOT NULL,
      score REAL NOT NULL,
      shape TEXT NOT NULL,
      annotation_id TEXT,
      duration_ms REAL NOT NULL,
      actor TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decisions_item ON decisions(item_id);
    CREATE UNIQUE INDEX decisions_prediction ON decisions(prediction_id);

    -- Derived from the file; state is waiting, ready or unreadable.
    CREATE TABLE item_probe (
      item_id INTEGER PRIMARY KEY REFERENCES items(id),
      state TEXT NOT NULL,
      problem_code TEXT,
      problem_details TEXT,
      width_px INTEGER,
      height_px INTEGER,
      orientation INTEGER NOT NULL DEFAULT 1,
      bit_depth INTEGER,
      format TEXT,
      size_bytes INTEGER,
      modified_ms REAL,
      content_hash TEXT
    ) STRICT;
    CREATE INDEX item_probe_hash ON item_probe(content_hash);
    CREATE INDEX item_probe_state ON item_probe(state, item_id);
    -- Of the active run; kept in step by refreshSummaries in the transaction that changes what it counts.
    CREATE TABLE item_summary (
      item_id INTEGER PRIMARY KEY REFERENCES items(id),
      annotation_count INTEGER NOT NULL DEFAULT 0,
      proposal_count INTEGER NOT NULL DEFAULT 0,
      lowest_score REAL
    ) STRICT;
    CREATE INDEX item_summary_lowest ON item_summary(lowest_score, item_id);
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      model_sha256 TEXT NOT NULL,
      model_name TEXT NOT NULL,
      state TEXT NOT NULL,
      score_threshold REAL NOT NULL,
      iou_threshold REAL NOT NULL,
      device_asked TEXT NOT NULL,
      device_used TEXT,
      items_total INTEGER NOT NULL,
      item_limit INTEGER,
      created_at TEXT NOT NULL,
      finished_at TEXT
    ) STRICT;
    -- One row for every item a run has finished, written with its predictions: what resuming goes by.
    CREATE TABLE run_items (
      run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
      item_id INTEGER NOT NULL REFERENCES items(id),
      problem_code TEXT,
      problem_details TEXT,
      PRIMARY KEY (run_id, item_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE predictions (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
      item_id INTEGER NOT NULL REFERENCES items(id),
      class_name TEXT NOT NULL,
      score REAL NOT NULL,
      kind TEXT NOT NULL,
      shape TEXT NOT NULL,
      -- The decision or annotation that covered the same object when the run stored this; hidden while that exists.
      covered_by TEXT
    ) STRICT;
    CREATE INDEX predictions_item ON predictions(run_id, item_id);
    CREATE INDEX predictions_score ON predictions(run_id, score);

    -- What of the active run still waits for a person.
    CREATE VIEW open_predictions AS
      SELECT p.* FROM predictions p
      JOIN meta active ON active.key = 'activeRunId' AND p.run_id = CAST(active.value AS INTEGER)
      JOIN runs r ON r.id = p.run_id
      WHERE NOT EXISTS (SELECT 1 FROM decisions d WHERE d.prediction_id = p.id)
        AND (p.covered_by IS NULL
             OR NOT (EXISTS (SELECT 1 FROM decisions d WHERE d.id = p.covered_by)
                     OR EXISTS (SELECT 1 FROM annotations a WHERE a.id = p.covered_by)))
        AND NOT EXISTS (SELECT 1 FROM class_matches c
                        WHERE c.model_sha256 = r.model_sha256 AND c.class_name = p.class_name AND c.class_id IS NULL);
  `,
};
