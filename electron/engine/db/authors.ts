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
  return Object.fromEntries(rows.map(({ id, actor }) => [id, actor]));
}
