import type { Database } from 'better-sqlite3';
import type { ImportOptions } from '#shared/contract/importApi.ts';
import { isTurnedSideways } from '#shared/geometry/affine.ts';
import { commonParts, comparablePath, nameOf, numberOf, splitFrame, stemOf } from './imageNames.ts';
import { noteUids } from './noteUids.ts';

/** `matched`, or why not: `otherSize` is an image of the project that has another size than the file says. */
export type MatchState = 'matched' | 'unmatched' | 'ambiguous' | 'otherSize' | 'turnedSize';

/** Images of one name are compared by their folders only so far. */
const mostOfOneName = 1000;

const itemTables = `
  DROP TABLE IF EXISTS items;
  CREATE TABLE items (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT NOT NULL, stem TEXT NOT NULL, number TEXT,
    width_px INTEGER NOT NULL, height_px INTEGER NOT NULL, orientation INTEGER NOT NULL,
    frame INTEGER NOT NULL, frame_count INTEGER NOT NULL, uid TEXT
  ) STRICT;
  UPDATE images SET item_id = NULL, state = NULL;
`;
const itemIndexes = `
  CREATE INDEX items_name ON items(name, frame);
  CREATE INDEX items_stem ON items(stem, frame);
  CREATE INDEX items_number ON items(number) WHERE number IS NOT NULL;
`;

interface ProjectImage {
  readonly id: number;
  readonly root: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly frame: number;
  readonly frameCount: number;
}

/** The project's images of known size, by their comparable names, on the stage: a million of them need no memory. */
function copyItems(stage: Database, project: Database): void {
  stage.exec(itemTables);
  const insert = stage.prepare('INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)');
  const rows = project
    .prepare(
      `SELECT i.id, r.path AS root, i.path, p.width_px AS width, p.height_px AS height, p.orientation,
         i.frame, coalesce(p.facts ->> 'frameCount', 1) AS frameCount
       FROM items i JOIN roots r ON r.id = i.root_id JOIN item_probe p ON p.item_id = i.id
       WHERE p.width_px IS NOT NULL AND p.height_px IS NOT NULL`,
    )
    .iterate() as IterableIterator<ProjectImage>;
  for (const { id, root, path, width, height, orientation, frame, frameCount } of rows) {
    const full = comparablePath(`${root}/${path}`);
    const name = nameOf(full);
    const stem = stemOf(name);
    insert.run(id, full, name, stem, numberOf(stem), width, height, orientation, frame, frameCount);
  }
  stage.exec(itemIndexes);
}

interface Candidate {
  readonly id: number;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly frameCount: number;
}

interface Found {
  readonly candidates: readonly Candidate[];
  /** Of their paths, how many last parts are those of the file. */
  readonly parts: number;
}

/**
 * Finds the item that a path of a file means: by its name, else without its ending, else by its number; of several, by their folders.
 * Of a file of several images the first is meant, unless another is named.
 */
function createFinder(stage: Database): (image: FileImage) => Found {
  const by = (column: string) =>
    stage.prepare(
      `SELECT id, path, width_px AS width, height_px AS height, orientation, frame_count AS frameCount FROM items
       WHERE ${column} = ? AND frame = ? LIMIT ${mostOfOneName}`,
    );
  const [byName, byStem, byNumber, byUid] = [by('name'), by('stem'), by('number'), by('uid')];

  function named(path: string, frame: number): Found {
    const wanted = comparablePath(path);
    const name = nameOf(wanted);
    const find = (): Candidate[] => {
      const found = byName.all(name, frame) as Candidate[];
      if (found.length > 0) return found;
      const stemmed = byStem.all(stemOf(name), frame) as Candidate[];
      const number = numberOf(wanted);
      return stemmed.length > 0 || number === null ? stemmed : (byNumber.all(number, frame) as Candidate[]);
    };
    let parts = 0;
    let best: Candidate[] = [];
    for (const candidate of find()) {
      const common = commonParts(candidate.path, wanted);
      if (common > parts) [parts, best] = [common, []];
      if (common === parts) best.push(candidate);
    }
    return { candidates: best, parts };
  }

  return ({ path, uid, frame }) => {
    if (uid !== null) return { candidates: byUid.all(uid, frame ?? 0) as Candidate[], parts: 1 };
    const found = named(path, frame ?? 0);
    const split = found.candidates.length > 0 || frame !== null ? null : splitFrame(path);
    if (!split) return found;
    const { candidates, parts } = named(split.path, split.frame);
    return { candidates: candidates.filter(({ frameCount }) => frameCount > 1), parts };
  };
}

interface FileImage {
  readonly id: number;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly uid: string | null;
  readonly frame: number | null;
  readonly frameCount: number | null;
}

function sizeState(image: FileImage, item: Candidate, { pixels, otherSize }: ImportOptions): MatchState {
  // Which slice would be which is not known.
  if (image.frameCount !== null && image.frameCount !== item.frameCount) return 'otherSize';
  if (image.width === null || image.height === null || otherSize === 'scale') return 'matched';
  const isTurned = isTurnedSideways(item.orientation);
  const stored = isTurned ? [item.height, item.width] : [item.width, item.height];
  const upright = [item.width, item.height];
  const isSize = ([width, height]: readonly (number | undefined)[]): boolean =>
    image.width === width && image.height === height;
  if (isSize(pixels === 'raw' ? stored : upright)) return 'matched';
  return isSize(pixels === 'raw' ? upright : stored) ? 'turnedSize' : 'otherSize';
}

/** Several images of the file that mean one item: the one whose folders fit best, if there is one, else none. */
function settleCollisions(stage: Database): void {
  stage.exec(`
    WITH crowded AS (
      SELECT item_id, max(parts) AS parts FROM images WHERE item_id IS NOT NULL
      GROUP BY item_id HAVING count(DISTINCT comparable) > 1
    ), best AS (
      SELECT c.item_id, min(i.comparable) AS comparable, count(DISTINCT i.comparable) AS paths
      FROM crowded c JOIN images i ON i.item_id = c.item_id AND i.parts = c.parts GROUP BY c.item_id
    )
    UPDATE images SET state = 'ambiguous', item_id = NULL FROM best
    WHERE images.item_id = best.item_id AND (best.paths > 1 OR images.comparable <> best.comparable);
  `);
}

/** Says on the stage which item each image of the file is, or why it is none. */
export function matchImages(stage: Database, project: Database, options: ImportOptions): void {
  copyItems(stage, project);
  if (stage.prepare('SELECT 1 FROM images WHERE uid IS NOT NULL LIMIT 1').get()) noteUids(stage, project);
  const find = createFinder(stage);
  const update = stage.prepare('UPDATE images SET item_id = ?, state = ?, comparable = ?, parts = ? WHERE id = ?');
  const images = stage
    .prepare(
      'SELECT id, path, width_px AS width, height_px AS height, uid, frame, frame_count AS frameCount FROM images',
    )
    .all() as FileImage[];
  for (const image of images) {
    const { candidates, parts } = find(image);
    const [only, other] = candidates;
    const state = !only ? 'unmatched' : other ? 'ambiguous' : sizeState(image, only, options);
    const itemId = only && !other ? only.id : null;
    const comparable = `${comparablePath(image.path)}${image.frame === null ? '' : `#${image.frame + 1}`}`;
    update.run(itemId, state, comparable, parts, image.id);
  }
  stage.exec('DROP INDEX IF EXISTS images_item; CREATE INDEX images_item ON images(item_id, id)');
  settleCollisions(stage);
}
