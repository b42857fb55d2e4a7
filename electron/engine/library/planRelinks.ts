import type { ItemId } from '#shared/model/ids.ts';

/** An item whose own bytes are no longer at its path: the file is gone, or other bytes lie there now. */
export interface Claimant {
  readonly id: ItemId;
  /** Of the bytes that its labels are of. */
  readonly contentHash: string;
}

/** A path where bytes lie that were not there before, and the item that has this path until now. */
export interface NewPlace {
  readonly ownerId: ItemId;
  readonly contentHash: string;
  /** Nobody has worked on the owner, and its own bytes are nowhere else: it may be dropped for another. */
  readonly mayGiveWay: boolean;
}

export interface Relink {
  readonly id: ItemId;
  /** Whose place it takes. */
  readonly ownerId: ItemId;
}

function groupByHash<T extends { readonly contentHash: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.contentHash, [...(groups.get(row.contentHash) ?? []), row]);
  return groups;
}

/**
 * Files that were renumbered or that changed places: which item belongs where, so that labels follow the content. Only
 * where one item and one place have the same bytes; and an item moves only if whoever has its new place moves on too, or
 * may be dropped. What is left out is for a person to look at.
 */
export function planRelinks(claimants: readonly Claimant[], places: readonly NewPlace[]): Relink[] {
  const byHash = groupByHash(claimants);
  const moves = new Map<ItemId, NewPlace>();
  for (const [contentHash, alike] of groupByHash(places)) {
    const [place] = alike;
    const [claimant, second] = byHash.get(contentHash) ?? [];
    if (!place || alike.length > 1 || !claimant || second) continue;
    if (claimant.id !== place.ownerId) moves.set(claimant.id, place);
  }
  // One that can't move on keeps the next from moving, and so on along the chain.
  for (let isStable = false; !isStable;) {
    isStable = true;
    for (const [id, { ownerId, mayGiveWay }] of moves) {
      if (mayGiveWay || moves.has(ownerId)) continue;
      moves.delete(id);
      isStable = false;
    }
  }
  return [...moves].map(([id, { ownerId }]) => ({ id, ownerId }));
}
