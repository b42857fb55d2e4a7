import type { ItemId } from '#shared/model/ids.ts';

export interface Arrivals {
  /** What is added with one token came together: none of it is a later place of another. */
  openBatch(): number;
  add(batch: number, itemIds: readonly ItemId[]): void;
  /** Further frames of a file came with its first one. */
  addAlongside(itemId: ItemId, itemIds: readonly ItemId[]): void;
  /** Whether an item came lately, and after this other one: it may be what the other was moved to. */
  isLaterThan(itemId: ItemId, other: ItemId): boolean;
}

/** A move between disks copies first and deletes afterwards: between the two may lie this much time. */
const windowMs = 120_000;

/** Which items came when, for as long as it matters: to tell a file that was moved from a copy that always lay there. */
export function createArrivals(): Arrivals {
  const arrivedAt = new Map<ItemId, { readonly batch: number; readonly at: number }>();
  let lastBatch = 0;

  function add(batch: number, itemIds: readonly ItemId[]): void {
    const at = performance.now();
    for (const [itemId, arrival] of arrivedAt) {
      if (at - arrival.at < windowMs) break;
      arrivedAt.delete(itemId);
    }
    for (const itemId of itemIds) arrivedAt.set(itemId, { batch, at });
  }

  return {
    openBatch: () => (lastBatch += 1),
    add,
    addAlongside(itemId, itemIds) {
      const arrival = arrivedAt.get(itemId);
      if (arrival) add(arrival.batch, itemIds);
    },
    isLaterThan(itemId, other) {
      const arrival = arrivedAt.get(itemId);
      if (!arrival || performance.now() - arrival.at > windowMs) return false;
      return arrival.batch > (arrivedAt.get(other)?.batch ?? 0);
    },
  };
}
