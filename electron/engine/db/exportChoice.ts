import type { Database } from 'better-sqlite3';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import type { Stage } from '#shared/model/item.ts';
import { toItemQuerySql } from './itemQuery.ts';

/** Which items an export is of: those of some stages, and of a query where there is one. */
export interface ExportChoice {
  readonly stages: readonly Stage[];
  /** Of the language of shared/query; absent: all. */
  readonly where?: string | undefined;
  /** Whether it is written apart by split: items without one are left out. */
  readonly splits?: boolean | undefined;
  /** Only images of files of these kinds, as far as that is known; absent: of any. */
  readonly fileKinds?: readonly ('nifti' | 'dicom')[] | undefined;
  /** Whether pictures that text may be part of are left out. */
  readonly withoutBurnedIn?: boolean | undefined;
}

type Params = readonly (string | Readonly<Record<string, string | number>>)[];

/** Whether an item `i` is of a file that can be exported; one that was not read yet may be. */
function isOfFile({ fileKinds = [], withoutBurnedIn = false }: ExportChoice): string {
  const readyAnd = (condition: string): string =>
    `NOT EXISTS (SELECT 1 FROM item_probe f WHERE f.item_id = i.id AND f.state = 'ready' AND ${condition})`;
  return [
    ...fileKinds.map((kind) => readyAnd(`coalesce(f.facts ->> 'kind', '') <> '${kind}'`)),
    ...(withoutBurnedIn ? [readyAnd("coalesce(f.facts ->> 'burnedIn', 'no') <> 'no'")] : []),
  ]
    .map((condition) => ` AND ${condition}`)
    .join('');
}

/** Whether an item `i` is in the query, and what the condition's names stand for. @throws {AppError} query.* */
export function inQuery(db: Database, choice: ExportChoice): { readonly sql: string; readonly params: Params } {
  const { where: text } = choice;
  const ofFile = isOfFile(choice);
  if (!text) return { sql: `(1${ofFile})`, params: [] };
  const { from, id, where, params } = toItemQuerySql(db, itemQuerySchema.parse({ where: text, sort: 'added' }));
  return { sql: `(i.id IN (SELECT ${id} ${from} WHERE ${where})${ofFile})`, params: [params] };
}

/** Whether an item `i` is chosen: one condition, with the values of its question marks and names. */
export function isChosen(db: Database, choice: ExportChoice): { readonly sql: string; readonly params: Params } {
  const { stages, splits = false } = choice;
  const query = inQuery(db, choice);
  const hasSplit = splits ? ' AND i.split IS NOT NULL' : '';
  return {
    sql: `(i.stage IN (${stages.map(() => '?').join(', ')}) AND ${query.sql}${hasSplit})`,
    params: [...stages, ...query.params],
  };
}
