import type { Database } from 'better-sqlite3';
import type { ItemId } from '#shared/model/ids.ts';
import { prepare } from './prepare.ts';

/** Who made each annotation that an item ever had: the actor of the first entry that brought it, whoever brought it back. */
export function listAuthors(db: Database, itemId: ItemId): Record<string, string> {
  const rows = prepare(
    db,
    `SELECT added.value ->> '$.id' AS id, j.actor FROM journal j, json_each(j.body, '$.change.annotations.added') added
     WHERE j.subject = ? AND j.op = 'annotations.applied' ORDER BY j.seq DESC`,
  ).all(`item:${itemId}`) as { id: string; actor: string }[];
  // Those that came in with a work package were made by whoever worked on it.
  const merged = prepare(
    db,
    `SELECT added.value ->> '$.id' AS id,
       (SELECT group_concat(by.value, ', ') FROM json_each(item.value, '$.by') by) AS actor
     FROM import_items p JOIN journal j ON j.seq = p.seq, json_each(j.body, '$.items') item,
       json_each(item.value, '$.change.annotations.added') added
     WHERE p.item_id = @itemId AND j.op = 'merge.applied' AND NOT j.body ->> '$.takesBack'
       AND item.value ->> '$.itemId' = @itemId ORDER BY j.seq DESC`,
  ).all({ itemId }) as { id: string; actor: string | null }[];
  return Object.fromEntries([...merged, ...rows].map(({ id, actor }) => [id, actor ?? '']));
}
