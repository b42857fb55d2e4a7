import type { Database } from 'better-sqlite3';
import { commonParts, comparablePath, nameOf, numberOf, splitFrame, stemOf } from './imageNames.ts';

/** Images of one name are compared by their folders only so far. */
const mostOfOneName = 1000;

const itemTables = `
  DROP TABLE IF EXISTS items;
  CREATE TABLE items (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, own_path TEXT NOT NULL, name TEXT NOT NULL, stem TEXT NOT NULL, number TEXT,
    width_px INTEGER, height_px INTEGER, orientation INTEGER, frame INTEGER NOT NULL, frame_count INTEGER NOT NULL, uid TEXT, plane TEXT, slice INTEGER
  ) STRICT;
`;
const itemIndexes = `
  CREATE INDEX items_name ON items(name, frame);
  CREATE INDEX items_stem ON items(stem, frame);
  CREATE INDEX items_name_slice ON items(name, slice, plane) WHERE slice IS NOT NULL;
  CREATE INDEX items_stem_slice ON items(stem, slice, plane) WHERE slice IS NOT NULL;
  CREATE INDEX items_number ON items(number) WHERE number IS NOT NULL;
`;

interface ProjectImage {
  readonly id: number;
  readonly root: string;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number | null;
  readonly frame: number;
  readonly frameCount: number;
  readonly plane: string | null;
  readonly slice: number | null;
}

/**
 * The project's images under their comparable names on a stage: a million of them need no memory.
 * @param needsSize only images of known size
 */
export function copyItems(stage: Database, project: Database, { needsSize = true } = {}): void {
  stage.exec(itemTables);
  const insert = stage.prepare('INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)');
  const rows = project
    .prepare(
      `SELECT i.id, r.path AS root, i.path, p.width_px AS width, p.height_px AS height, p.orientation,
         i.frame, coalesce(p.facts ->> 'frameCount', 1) AS frameCount, p.facts ->> 'plane' AS plane, p.facts ->> 'slice' AS slice
       FROM items i JOIN roots r ON r.id = i.root_id JOIN item_probe p ON p.item_id = i.id
       WHERE ${needsSize ? 'p.width_px IS NOT NULL AND p.height_px IS NOT NULL' : '1'}`,
    )
    .iterate() as IterableIterator<ProjectImage>;
  for (const { id, root, path, width, height, orientation, frame, frameCount, plane, slice } of rows) {
    const full = comparablePath(`${root}/${path}`);
    const name = nameOf(full);
    const stem = stemOf(name);
    const names = [id, full, comparablePath(path), name, stem, numberOf(stem)];
    insert.run(...names, width, height, orientation, frame, frameCount, plane, slice);
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
  readonly frameCount: number;
}

export interface FoundItems {
  /** One is the answer; several could be meant alike. */
  readonly candidates: readonly FoundItem[];
  /** How many of the last parts of their paths are as wanted. */
  readonly parts: number;
}

/** What is looked for: an image of a file, or one of a DICOM file by its UID. */
export interface WantedItem {
  readonly path: string;
  readonly uid?: string | null;
  /** Counted from 0; null: the path may tell, else the first is meant. */
  readonly frame?: number | null;
}

/** Finds the item that a path of a file means: by its name, else without its ending, else by its number; of several, by their folders. */
export function createItemFinder(stage: Database): (wanted: WantedItem) => FoundItems {
  const by = (column: string) => {
    const select = (place: string) =>
      stage.prepare<(string | number)[]>(
        `SELECT id, path, own_path AS ownPath, width_px AS width, height_px AS height, orientation, frame_count AS frameCount
         FROM items WHERE ${column} = ? AND ${place} LIMIT ${mostOfOneName}`,
      );
    const [ofFile, ofPlane] = [select('frame = ?'), select('slice = ? AND plane = ?')];
    return (wanted: string, frame: number, plane: string | null): FoundItem[] =>
      (plane === null ? ofFile.all(wanted, frame) : ofPlane.all(wanted, frame, plane)) as FoundItem[];
  };
  const [byName, byStem, byNumber, byUid] = [by('name'), by('stem'), by('number'), by('uid')];

  function named(path: string, frame: number, plane: string | null): FoundItems {
    const wanted = comparablePath(path);
    const name = nameOf(wanted);
    const find = (): FoundItem[] => {
      const found = byName(name, frame, plane);
      if (found.length > 0) return found;
      const stemmed = byStem(stemOf(name), frame, plane);
      const number = numberOf(wanted);
      return stemmed.length > 0 || number === null ? stemmed : byNumber(number, frame, plane);
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
  }

  return ({ path, uid = null, frame = null }) => {
    if (uid !== null) return { candidates: byUid(uid, frame ?? 0, null), parts: 1 };
    const found = named(path, frame ?? 0, null);
    const split = found.candidates.length > 0 || frame !== null ? null : splitFrame(path);
    if (!split) return found;
    const { candidates, parts } = named(split.path, split.frame, split.plane);
    return { candidates: candidates.filter(({ frameCount }) => split.plane !== null || frameCount > 1), parts };
  };
}
