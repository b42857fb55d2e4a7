import type { Database } from 'better-sqlite3';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import type { ItemId, RootId } from '#shared/model/ids.ts';
import { commit } from './commit.ts';
import { saveFileMetadata } from './itemMeta.ts';
import { forgetResults, moveResults } from './itemResults.ts';
import { prepare } from './prepare.ts';
import { transact } from './transact.ts';

export interface Writer {
  readonly db: Database;
  readonly actor: string;
}

/** What is known of an item's file. */
export interface KnownFile {
  readonly id: ItemId;
  readonly rootId: RootId;
  /** Relative to its root. */
  readonly path: string;
  readonly frame: number;
  readonly missing: boolean;
  readonly state: 'waiting' | 'ready' | 'unreadable';
  readonly sizeBytes: number | null;
  readonly modifiedMs: number | null;
  readonly contentHash: string | null;
  readonly problemCode: string | null;
}

const select = `SELECT i.id, i.root_id AS rootId, i.path, i.frame, i.missing, p.state, p.size_bytes AS sizeBytes,
  p.modified_ms AS modifiedMs, p.content_hash AS contentHash, p.problem_code AS problemCode
  FROM items i JOIN item_probe p ON p.item_id = i.id`;

type Row = Omit<KnownFile, 'missing'> & { readonly missing: number };
const toFile = (row: Row): KnownFile => ({ ...row, missing: row.missing === 1 });

/** A page of a root's files in the order of their ids: all of a large root at once would stall the engine. */
export function listFilesAfter(db: Database, rootId: RootId, afterId: number, limit: number): KnownFile[] {
  // The plus keeps the index of roots and paths out: by it, every page would sort all rows.
  const page = prepare(db, `${select} WHERE +i.root_id = ? AND i.id > ? ORDER BY i.id LIMIT ?`);
  return (page.all(rootId, afterId, limit) as Row[]).map(toFile);
}

export function findFile(db: Database, itemId: ItemId): KnownFile | undefined {
  const row = prepare(db, `${select} WHERE i.id = ?`).get(itemId) as Row | undefined;
  return row && toFile(row);
}

/** All frames of a file that are items, in their order. */
export function listFilesByPath(db: Database, rootId: RootId, path: string): KnownFile[] {
  const rows = prepare(db, `${select} WHERE i.root_id = ? AND i.path = ? ORDER BY i.frame`).all(rootId, path);
  return (rows as Row[]).map(toFile);
}

/** How many files of a root are not missing. */
export function countPresent(db: Database, rootId: RootId): number {
  return prepare(db, 'SELECT count(*) FROM items WHERE root_id = ? AND missing = 0').pluck().get(rootId) as number;
}

export function listFilesUnder(db: Database, rootId: RootId, folder: string): KnownFile[] {
  const rows = prepare(db, `${select} WHERE i.root_id = ? AND i.path >= ? AND i.path < ?`).all(
    rootId,
    `${folder}/`,
    `${folder}0`,
  );
  return (rows as Row[]).map(toFile);
}

/** Above every id that the journal has ever given: an item that gave way to another never lends its number again. */
function nextItemId(db: Database): number {
  const known = prepare(db, "SELECT value FROM meta WHERE key = 'highestItemId'").pluck().get() as string | undefined;
  const inTable = prepare(db, 'SELECT coalesce(max(id), 0) FROM items').pluck().get() as number;
  return Math.max(Number(known ?? 0), inTable) + 1;
}

/** What is derived of items that were just added, which wait to be read: in their order. Part of the caller's transaction. */
export function noteAddedItems(db: Database, itemIds: readonly number[], at: string): void {
  const ids = JSON.stringify(itemIds);
  prepare(db, "INSERT INTO item_probe (item_id, state) SELECT value, 'waiting' FROM json_each(?)").run(ids);
  prepare(db, 'INSERT INTO item_summary (item_id, added_ms) SELECT value, ? FROM json_each(?)').run(
    Date.parse(at),
    ids,
  );
  const highest = String(Math.max(nextItemId(db) - 1, ...itemIds.slice(-1)));
  prepare(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('highestItemId', ?)").run(highest);
}

/** New items, each the first frame of a file, waiting to be read. One transaction, one journal entry. */
export function addItems(writer: Writer, rootId: RootId, paths: readonly string[]): ItemId[] {
  return addPlaces(
    writer,
    rootId,
    paths.map((path) => ({ path, frame: 0 })),
  );
}

/** The same for any frames. */
export function addPlaces(
  { db, actor }: Writer,
  rootId: RootId,
  places: readonly { readonly path: string; readonly frame: number }[],
): ItemId[] {
  if (places.length === 0) return [];
  const first = nextItemId(db);
  const items = places.map(({ path, frame }, index) => ({ id: first + index, rootId, path, frame }));
  const label = `Add ${items.length} image(s)`;
  commit(db, { op: 'items.added', body: { items }, actor, subject: `root:${rootId}`, label }, ({ at }) =>
    noteAddedItems(
      db,
      items.map(({ id }) => id),
      at,
    ),
  );
  return items.map(({ id }) => id as ItemId);
}

export function markMissing({ db, actor }: Writer, itemIds: readonly ItemId[]): void {
  if (itemIds.length === 0) return;
  const label = `${itemIds.length} image(s) missing`;
  commit(db, { op: 'items.missing', body: { itemIds: [...itemIds] }, actor, subject: 'items', label });
}

export function markReturned({ db, actor }: Writer, itemIds: readonly ItemId[]): void {
  if (itemIds.length === 0) return;
  const label = `${itemIds.length} image(s) are back`;
  commit(db, { op: 'items.returned', body: { itemIds: [...itemIds] }, actor, subject: 'items', label });
}

/** The hash of the last bytes that could be read stays: by it, later bytes are told from those that were labeled. */
export function saveRefusal(
  db: Database,
  itemId: ItemId,
  { code, details }: ErrorRecord,
  { sizeBytes, modifiedMs }: { readonly sizeBytes: number; readonly modifiedMs: number },
): void {
  prepare(
    db,
    `UPDATE item_probe SET state = 'unreadable', problem_code = ?, problem_details = ?, size_bytes = ?, modified_ms = ?
     WHERE item_id = ?`,
  ).run(code, JSON.stringify(details), sizeBytes, modifiedMs, itemId);
}

/** Whether a person has put work into an item, also where it was taken back and may be redone. */
export function isTouched(db: Database, itemId: ItemId): boolean {
  return (
    prepare(
      db,
      `SELECT 1 FROM items i WHERE i.id = ? AND (i.revision > 0
         OR EXISTS (SELECT 1 FROM annotations a WHERE a.item_id = i.id)
         OR EXISTS (SELECT 1 FROM decisions d WHERE d.item_id = i.id)
         OR EXISTS (SELECT 1 FROM item_summary s WHERE s.item_id = i.id AND s.changed_ms > 0))`,
    ).get(itemId) !== undefined
  );
}

/**
 * What a look at the file told. Other bytes under labels that a person made flag the item as changed; what models found
 * in the bytes before is forgotten.
 * @returns whether it is the first time that this item could be read.
 */
export function saveInspection({ db, actor }: Writer, itemId: ItemId, image: InspectedImage): boolean {
  return transact(db, () => {
    const before = findFile(db, itemId);
    if (!before) return false;
    prepare(
      db,
      `UPDATE item_probe SET state = 'ready', problem_code = NULL, problem_details = NULL, width_px = @widthPx,
         height_px = @heightPx, orientation = @orientation, bit_depth = @bitDepth, format = @format,
         size_bytes = @sizeBytes, modified_ms = @modifiedMs, content_hash = @contentHash, facts = @facts,
         fingerprint = @fingerprint
       WHERE item_id = @itemId`,
    ).run({
      ...image,
      itemId,
      metadata: null,
      facts: image.facts && JSON.stringify(image.facts),
      fingerprint: Buffer.from(image.fingerprint, 'hex'),
    });
    saveFileMetadata(db, itemId, image.metadata);
    const fromHash = before.contentHash;
    if (fromHash === null) return true;
    if (fromHash === image.contentHash) return false;
    forgetResults(db, itemId);
    if (!isTouched(db, itemId)) return false;
    const body = { items: [{ id: itemId, fromHash, toHash: image.contentHash }] };
    commit(db, { op: 'items.changed', body, actor, subject: `item:${itemId}`, label: 'The image changed' });
    return false;
  });
}

/** Bytes that so many files share (black frames, blank pages) tell none of them from the others. */
const tooManyAlike = 50;

/** The items of the same bytes, also missing ones; none when so many are alike that it says nothing. */
export function listFilesAlike(db: Database, contentHash: string): KnownFile[] {
  const rows = prepare(db, `${select} WHERE p.content_hash = ? LIMIT ?`).all(contentHash, tooManyAlike) as Row[];
  return rows.length === tooManyAlike ? [] : rows.map(toFile);
}

/**
 * Puts a vanished item in the place of the untouched one that was made for the same bytes elsewhere, when there is
 * exactly one of each. `hasArrived` tells which items may give way: what lay there all along is a copy, not the move.
 * @returns the item that is linked again, or null.
 */
export function relinkByContent(
  { db, actor }: Writer,
  contentHash: string,
  hasArrived: (itemId: ItemId) => boolean,
): ItemId | null {
  const same = listFilesAlike(db, contentHash);
  const vanished = same.filter((file) => file.missing);
  const [lost] = vanished;
  if (!lost || vanished.length > 1) return null;
  const arrived = same.filter((file) => !file.missing && hasArrived(file.id) && !isTouched(db, file.id));
  const [found] = arrived;
  if (!found || arrived.length > 1) return null;
  const { rootId, path, id: replacedId, sizeBytes, modifiedMs } = found;
  const body = { id: lost.id, rootId, path, contentHash, replacedId };
  transact(db, () => {
    moveResults(db, replacedId, lost.id);
    commit(db, { op: 'item.relinked', body, actor, subject: `item:${lost.id}`, label: `Moved to ${path}` });
    prepare(
      db,
      `UPDATE item_probe SET state = 'ready', problem_code = NULL, problem_details = NULL, size_bytes = ?,
         modified_ms = ? WHERE item_id = ?`,
    ).run(sizeBytes, modifiedMs, lost.id);
  });
  return lost.id;
}

/** Absolute path of every root, by id, and of an item. */
export function findItemPath(db: Database, itemId: ItemId): { root: string; path: string } | undefined {
  return prepare(db, 'SELECT r.path AS root, i.path FROM items i JOIN roots r ON r.id = i.root_id WHERE i.id = ?').get(
    itemId,
  ) as { root: string; path: string } | undefined;
}
