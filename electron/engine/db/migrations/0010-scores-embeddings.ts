import type { Migration } from './migration.ts';

/**
 * What models tell beyond the best class (`scores`, as scoreBlob.ts writes it, with class names by number), how near the second
 * class comes, in ten-thousandths (`uncertainty`; NULL: only the score is known), and what they make of images and objects
 * (embeddings). All of it is derived data, which older programs may leave alone.
 */
export const scoresEmbeddings: Migration = {
  number: 10,
  oldestReader: 8,
  sql: `
    ALTER TABLE predictions ADD COLUMN scores BLOB;
    ALTER TABLE predictions ADD COLUMN uncertainty INTEGER;
    CREATE TABLE score_classes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    DROP INDEX predictions_item;
    CREATE INDEX predictions_item ON predictions(run_id, item_id, is_open, score, uncertainty);
    ALTER TABLE item_summary ADD COLUMN uncertainty REAL;
    UPDATE item_summary SET uncertainty = 1 - lowest_score WHERE lowest_score IS NOT NULL;
    CREATE INDEX item_summary_uncertainty ON item_summary(coalesce(-uncertainty, 1), item_id);

    -- How images were given to a model, and which of its tensors was read: another card makes other vectors.
    CREATE TABLE embedding_models (
      id INTEGER PRIMARY KEY,
      model_sha256 TEXT NOT NULL,
      feed TEXT NOT NULL,
      dims INTEGER,
      UNIQUE (model_sha256, feed)
    ) STRICT;
    -- content_hash: how that of the picture begins; three vectors of 1,280 bytes fit a page of the file so.
    -- object_id: an annotation's, or a prediction's number; empty: the image as a whole. region: of an object, what was cut out.
    CREATE TABLE embeddings (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      embedding_model_id INTEGER NOT NULL REFERENCES embedding_models(id) ON DELETE CASCADE,
      item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
      object_id TEXT NOT NULL DEFAULT '',
      content_hash TEXT NOT NULL,
      region TEXT NOT NULL DEFAULT '',
      scale REAL NOT NULL,
      vector BLOB NOT NULL,
      UNIQUE (embedding_model_id, item_id, object_id)
    ) STRICT;
    CREATE INDEX embeddings_item ON embeddings(item_id);
    CREATE INDEX embeddings_object ON embeddings(object_id) WHERE object_id <> '';
    -- Whatever changes a picture or a shape, what was said of it before is gone.
    CREATE TRIGGER embeddings_of_other_bytes AFTER UPDATE OF content_hash ON item_probe
      WHEN OLD.content_hash IS NOT NEW.content_hash
      BEGIN DELETE FROM embeddings WHERE item_id = OLD.item_id; END;
    CREATE TRIGGER embeddings_of_other_shape AFTER UPDATE OF shape ON annotations WHEN OLD.shape <> NEW.shape
      BEGIN DELETE FROM embeddings WHERE object_id = OLD.id AND object_id <> ''; END;
    CREATE TRIGGER embeddings_of_gone_annotation AFTER DELETE ON annotations
      BEGIN DELETE FROM embeddings WHERE object_id = OLD.id AND object_id <> ''; END;
    CREATE TRIGGER embeddings_of_gone_prediction AFTER DELETE ON predictions
      BEGIN DELETE FROM embeddings WHERE object_id = CAST(OLD.id AS TEXT) AND object_id <> ''; END;
  `,
};
