import type { Database } from 'better-sqlite3';
import type { ImportOptions } from '#shared/contract/importApi.ts';
import { isTurnedSideways } from '#shared/geometry/affine.ts';
import { copyItems, createItemFinder } from './itemFinder.ts';
import type { FoundItem } from './itemFinder.ts';
import { comparablePath } from './imageNames.ts';
import { noteUids } from './noteUids.ts';

/** `matched`, or why not: `otherSize` is an image of the project that has another size than the file says. */
export type MatchState = 'matched' | 'unmatched' | 'ambiguous' | 'otherSize' | 'turnedSize';

interface FileImage {
  readonly id: number;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly uid: string | null;
  readonly frame: number | null;
  readonly frameCount: number | null;
}

function sizeState(image: FileImage, item: FoundItem, { pixels, otherSize }: ImportOptions): MatchState {
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

/** In pieces: a table can't be changed while it is walked, and a million rows would be much to hold. */
function* eachImage(stage: Database): Generator<FileImage> {
  const piece = stage.prepare(
    `SELECT id, path, width_px AS width, height_px AS height, uid, frame, frame_count AS frameCount
     FROM images WHERE id > ? ORDER BY id LIMIT 1000`,
  );
  let images = piece.all(0) as FileImage[];
  while (images.length > 0) {
    yield* images;
    images = piece.all(images.at(-1)?.id) as FileImage[];
  }
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
  stage.exec('UPDATE images SET item_id = NULL, state = NULL');
  if (stage.prepare('SELECT 1 FROM images WHERE uid IS NOT NULL LIMIT 1').get()) noteUids(stage, project);
  const find = createItemFinder(stage);
  const update = stage.prepare('UPDATE images SET item_id = ?, state = ?, comparable = ?, parts = ? WHERE id = ?');
  for (const image of eachImage(stage)) {
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
