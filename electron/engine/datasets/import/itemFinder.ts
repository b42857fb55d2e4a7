import type { Database } from 'better-sqlite3';
import { commonParts, comparablePath, nameOf, numberOf, stemOf } from './imageNames.ts';

/** Images of one name are compared by their folders only so far. */
const mostOfOneName = 1000;

const itemTables = `
  DROP TABLE IF EXISTS items;
  CREATE TABLE items (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, own_path TEXT NOT NULL, name TEXT NOT NULL, stem TEXT NOT NULL, number TEXT,
    width_px INTEGER, height_px INTEGER, orientation INTEGER
  ) STRICT;
`;
const itemIndexes = `
  CREATE INDEX items_name ON items(name);
  CREATE INDEX items_stem ON items(stem);
  CREATE INDEX items_number ON items(number) WHERE number IS NOT NULL;
`;

interface ProjectImage {
  readonly id: number;
  readonly root: string;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number | null;
}

/**
 * The project's files, each by its first frame, under their comparable names on a stage: a million of them need no memory.
 * @param needsSize only images of known size
 */
export function copyItems(stage: Database, project: Database, { needsSize = true } = {}): void {
  stage.exec(itemTables);
  const insert = stage.prepare('INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const rows = project
    .prepare(
      `SELECT i.id, r.path AS root, i.path, p.width_px AS width, p.height_px AS height, p.orientation
       FROM items i JOIN roots r ON r.id = i.root_id JOIN item_probe p ON p.item_id = i.id
       WHERE i.frame = 0 ${needsSize ? 'AND p.width_px IS NOT NULL AND p.height_px IS NOT NULL' : ''}`,
    )
    .iterate() as IterableIterator<ProjectImage>;
  for (const { id, root, path, width, height, orientation } of rows) {
    const full = comparablePath(`${root}/${path}`);
    const name = nameOf(full);
    const stem = stemOf(name);
    insert.run(id, full, comparablePath(path), name, stem, numberOf(stem), width, height, orientation);
  }
  stage.exec(itemIndexes);
}

export interface FoundItem {
  readonly id: number;
  readonly path: string;
  /** Below its root. */
  readonly ownPath: string;
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

export interface FoundItems {
  /** One is the answer; several could be meant alike. */
  readonly candidates: readonly FoundItem[];
  /** How many of the last parts of their paths are as wanted. */
  readonly parts: number;
}

/** Finds the item that a path of a file means: by its name, else without its ending, else by its number; of several, by their folders. */
export function createItemFinder(stage: Database): (path: string) => FoundItems {
  const by = (column: string) =>
    stage.prepare(
      `SELECT id, path, own_path AS ownPath, width_px AS width, height_px AS height, orientation FROM items WHERE ${column} = ? LIMIT ${mostOfOneName}`,
    );
  const [byName, byStem, byNumber] = [by('name'), by('stem'), by('number')];
  return (path) => {
    const wanted = comparablePath(path);
    const name = nameOf(wanted);
    const find = (): FoundItem[] => {
      const named = byName.all(name) as FoundItem[];
      if (named.length > 0) return named;
      const stemmed = byStem.all(stemOf(name)) as FoundItem[];
      const number = numberOf(wanted);
      return stemmed.length > 0 || number === null ? stemmed : (byNumber.all(number) as FoundItem[]);
    };
    let parts = 0;
    let best: FoundItem[] = [];
    for (const candidate of find()) {
      const common = commonParts(candidate.path, wanted);
      if (common > parts) [parts, best] = [common, []];
      if (common === parts) best.push(candidate);
    }
    // Of several the one that is called so below its root, where another one has a folder before its name.
    const exact = best.filter(({ ownPath }) => ownPath === wanted);
    return { candidates: exact.length === 1 ? exact : best, parts };
  };
}
