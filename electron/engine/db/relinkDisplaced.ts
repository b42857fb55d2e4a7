import type { Database } from 'better-sqlite3';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { commit } from './commit.ts';
import { addPlaces, findFile, isTouched, listFilesAlike, saveInspection } from './itemFiles.ts';
import type { KnownFile } from './itemFiles.ts';
import { moveResults } from './itemResults.ts';
import { prepare } from './prepare.ts';
import { transact } from './transact.ts';

/** Who claims which bytes, and where new bytes lie. */
export interface Displacement {
  readonly claimants: { readonly id: ItemId; readonly contentHash: string }[];
  readonly places: { readonly ownerId: ItemId; readonly contentHash: string; readonly mayGiveWay: boolean }[];
}

type Plan = (
  claimants: Displacement['claimants'],
  places: Displacement['places'],
) => readonly { readonly id: ItemId; readonly ownerId: ItemId }[];

type Displaced = ReadonlyMap<ItemId, InspectedImage>;

function findDisplacement(db: Database, displaced: Displaced, isFresh: (itemId: ItemId) => boolean): Displacement {
  const claimants: Displacement['claimants'] = [];
  const places: Displacement['places'] = [];
  const hashes = new Set<string>();
  for (const [id, { contentHash }] of displaced) {
    const before = findFile(db, id)?.contentHash;
    if (before === undefined || before === null) continue;
    hashes.add(before).add(contentHash);
    places.push({ ownerId: id, contentHash, mayGiveWay: !isTouched(db, id) });
  }
  for (const contentHash of hashes) {
    for (const { id, missing } of listFilesAlike(db, contentHash)) {
      if (missing || displaced.has(id)) claimants.push({ id, contentHash });
      // What lay there all along is a copy, not the move.
      else if (isFresh(id) && !isTouched(db, id)) places.push({ ownerId: id, contentHash, mayGiveWay: true });
    }
  }
  return { claimants, places };
}

interface Move {
  readonly from: KnownFile;
  readonly to: KnownFile;
  readonly stamp: { readonly sizeBytes: number | null; readonly modifiedMs: number | null };
}

/**
 * Files at whose paths other bytes were found: those that changed places with other known ones take their items along, in
 * one entry; the others are flagged as changed where a person has worked on them.
 * @param isFresh which items were made lately: for files that may be the other end of a move
 * @returns whether any item has another path now.
 */
export function relinkDisplaced(
  writer: { readonly db: Database; readonly actor: string },
  displaced: Displaced,
  isFresh: (itemId: ItemId) => boolean,
  plan: Plan,
): boolean {
  const { db, actor } = writer;
  return transact(db, () => {
    const { claimants, places } = findDisplacement(db, displaced, isFresh);
    const moves = plan(claimants, places).flatMap(({ id, ownerId }): Move[] => {
      const [from, to] = [findFile(db, id), findFile(db, ownerId)];
      return from && to ? [{ from, to, stamp: displaced.get(ownerId) ?? to }] : [];
    });
    const moved = new Set(moves.map(({ from }) => from.id));
    const replacedIds = moves.map(({ to }) => to.id).filter((id) => !moved.has(id));
    if (moves.length > 0) {
      // What runs found in the other end of a move is of the same bytes; in bytes that were overwritten, it is of others.
      for (const { from, to } of moves)
        if (replacedIds.includes(to.id) && !displaced.has(to.id)) moveResults(db, to.id, from.id);
      const body = {
        items: moves.map(({ from, to }) => ({
          ...{ id: from.id, rootId: to.rootId, path: to.path },
          contentHash: from.contentHash ?? '',
        })),
        replacedIds,
      };
      const label = `${moves.length} image(s) changed places`;
      commit(db, { op: 'items.relinked', body, actor, subject: 'items', label }, () => {
        const update = prepare(
          db,
          `UPDATE item_probe SET state = 'ready', problem_code = NULL, problem_details = NULL, size_bytes = ?,
             modified_ms = ? WHERE item_id = ?`,
        );
        for (const { from, stamp } of moves) update.run(stamp.sizeBytes, stamp.modifiedMs, from.id);
      });
    }
    const taken = new Set(moves.map(({ to }) => to.id));
    for (const [id, image] of displaced) {
      if (!moved.has(id)) {
        if (!replacedIds.includes(id)) saveInspection(writer, id, image);
      } else if (!taken.has(id)) {
        // It has moved on, and what lies at its old path belongs to nobody: a new item.
        const old = moves.find(({ from }) => from.id === id)?.from;
        const [newId] = old ? addPlaces(writer, old.rootId, [old]) : [];
        if (newId !== undefined) saveInspection(writer, newId, image);
      }
    }
    return moves.length > 0;
  });
}
