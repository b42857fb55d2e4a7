import type { Database } from 'better-sqlite3';
import { importApplied } from './ops/importOps.ts';
import { prepare } from './prepare.ts';

type Changes = ReadonlyMap<number, { readonly added: readonly string[]; readonly removed: readonly string[] }>;

/** Parts of imports that are held at once: items are asked about in the order in which the parts have them. */
const heldParts = 8;

function readPart(db: Database, seq: number): Changes {
  const body = prepare(db, 'SELECT body FROM journal WHERE seq = ?').pluck().get(seq) as string;
  const { items } = importApplied.body.parse(JSON.parse(body));
  return new Map(
    items.map(({ itemId, change: { annotations } }) => [
      itemId,
      { added: annotations.added.map(({ id }) => id), removed: annotations.removed.map(({ id }) => id) },
    ]),
  );
}

/** Says which labels imports have brought to an item, those that were undone apart: whether or not a person has kept them. */
export function createImportedIds(db: Database): (itemId: number) => ReadonlySet<string> {
  const parts = new Map<number, Changes>();
  const none: ReadonlySet<string> = new Set();
  if (prepare(db, 'SELECT 1 FROM import_items LIMIT 1').get() === undefined) return () => none;
  return (itemId) => {
    const seqs = prepare(
      db,
      `SELECT p.seq FROM import_items p JOIN journal j ON j.seq = p.seq
       WHERE p.item_id = ? AND j.op = 'import.applied' ORDER BY p.seq`,
    )
      .pluck()
      .all(itemId) as number[];
    if (seqs.length === 0) return none;
    const ids = new Set<string>();
    for (const seq of seqs) {
      let part = parts.get(seq);
      if (!part) {
        if (parts.size >= heldParts) parts.delete(parts.keys().next().value ?? seq);
        parts.set(seq, (part = readPart(db, seq)));
      }
      for (const id of part.get(itemId)?.added ?? []) ids.add(id);
      for (const id of part.get(itemId)?.removed ?? []) ids.delete(id);
    }
    return ids;
  };
}
