import type { Database } from 'better-sqlite3';
import { findActiveRunId } from './activeRun.ts';
import { isChosen } from './exportChoice.ts';
import type { ExportChoice } from './exportChoice.ts';
import type { ExportedLabels } from './exportRows.ts';
import { available, exportedFrom } from './exportRows.ts';
import { prepare } from './prepare.ts';

/**
 * Of the exported items: how many have no class as a whole, and how many have several. Of predictions the surest counts, so that none has several.
 * @param classNames as the model says them, of those that are the project's
 */
export function countUnsorted(
  db: Database,
  choice: ExportChoice,
  what: ExportedLabels,
  classNames: readonly string[],
): { noClass: number; severalClasses: number } {
  const chosen = isChosen(db, choice);
  const [classes, params] =
    what === 'annotations'
      ? ["SELECT count(DISTINCT l.class_id) FROM annotations l WHERE l.item_id = i.id AND l.kind = 'whole'", []]
      : [
          `SELECT min(1, count(*)) FROM predictions l WHERE l.run_id = ? AND l.item_id = i.id AND l.kind = 'whole'
             AND l.class_name IN (SELECT value FROM json_each(?))`,
          [findActiveRunId(db), JSON.stringify(classNames)],
        ];
  return prepare(
    db,
    `SELECT coalesce(sum(n = 0), 0) AS noClass, coalesce(sum(n > 1), 0) AS severalClasses
     FROM (SELECT (${classes}) AS n ${exportedFrom} WHERE ${available} AND ${chosen.sql})`,
  ).get(...params, ...chosen.params) as { noClass: number; severalClasses: number };
}
