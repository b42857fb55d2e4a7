import Database from 'better-sqlite3';

const labelColumns = `
    id INTEGER NOT NULL, image_id INTEGER NOT NULL, class_id INTEGER NOT NULL, kind TEXT NOT NULL, shape TEXT NOT NULL,
    is_fraction INTEGER NOT NULL, left REAL, top REAL, right REAL, bottom REAL, short_px REAL, area_px2 REAL,
    attributes TEXT, group_ref TEXT, score REAL, file_id INTEGER NOT NULL, line INTEGER, col INTEGER`;

/**
 * What was read of files, before it is known what of it the project takes: a database of its own, so that records may come in any
 * order and memory doesn't grow with them. Nothing in it needs to survive the machine's end.
 */
const schema = `
  CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT NOT NULL, broken INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  -- A label may name an image or a class before it is declared: path and name are NULL until then.
  CREATE TABLE images (
    id INTEGER PRIMARY KEY, ref TEXT NOT NULL, path TEXT, width_px INTEGER, height_px INTEGER,
    unlabeled INTEGER NOT NULL DEFAULT 0, file_id INTEGER, frame INTEGER, frame_count INTEGER, uid TEXT, split TEXT,
    item_id INTEGER, state TEXT, comparable TEXT, parts INTEGER
  ) STRICT;
  CREATE TABLE classes (
    id INTEGER PRIMARY KEY, ref TEXT NOT NULL, name TEXT, color TEXT, skeleton TEXT, attributes TEXT, file_id INTEGER
  ) STRICT;
  -- As they come, and (see 'sortLabels') image by image. left, top, right, bottom: the reach in the file's units; NULL: no place.
  -- short_px, area_px2: the size of a shape in pixels, if it is taken as it is; NULL in other units.
  CREATE TABLE read_labels (${labelColumns}, PRIMARY KEY (id)) STRICT;
  CREATE TABLE labels (${labelColumns}, PRIMARY KEY (image_id, id)) STRICT, WITHOUT ROWID;
  CREATE TABLE problems (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, path TEXT NOT NULL, line INTEGER, col INTEGER, details TEXT NOT NULL
  ) STRICT;
`;

function tune(db: Database.Database): Database.Database {
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  // In KiB: what is written is read once more, in order.
  db.pragma('cache_size = -16000');
  return db;
}

/** An empty stage in a new file. */
export function createStage(file: string): Database.Database {
  const db = tune(new Database(file));
  db.exec(schema);
  return db;
}

/** A stage that was filled before. */
export const openStage = (file: string): Database.Database => tune(new Database(file, { fileMustExist: true }));

export function setFact(stage: Database.Database, key: string, value: unknown): void {
  stage.prepare('INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)').run(key, JSON.stringify(value));
}

export function getFact(stage: Database.Database, key: string): unknown {
  const text = stage.prepare('SELECT value FROM facts WHERE key = ?').pluck().get(key) as string | undefined;
  return text === undefined ? null : JSON.parse(text);
}

/**
 * Puts the labels in the order of their images, in which they are asked for: with an index alone, each of a million would be looked up
 * somewhere else in a file that is larger than the cache.
 */
export function sortLabels(stage: Database.Database): void {
  stage.exec('INSERT INTO labels SELECT * FROM read_labels ORDER BY image_id, id; DROP TABLE read_labels');
}
