import type { Database } from 'better-sqlite3';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { ModelId } from '#shared/model/ids.ts';
import { commit } from './commit.ts';
import { canonicalJson } from './journal.ts';
import { prepare } from './prepare.ts';

export interface ModelRow {
  readonly id: ModelId;
  readonly name: string;
  readonly sha256: string;
  /** Absolute. */
  readonly path: string;
  readonly card: ModelCard;
}

export function listModelRows(db: Database): ModelRow[] {
  const rows = prepare(db, 'SELECT id, name, sha256, path, card FROM models ORDER BY id').all() as (Omit<
    ModelRow,
    'card'
  > & {
    card: string;
  })[];
  return rows.map((row) => ({ ...row, card: modelCardSchema.parse(JSON.parse(row.card)) }));
}

export function registerModel(
  { db, actor }: { readonly db: Database; readonly actor: string },
  path: string,
  card: ModelCard,
): void {
  const id = prepare(db, 'SELECT coalesce(max(id), 0) + 1 FROM models').pluck().get() as number;
  const body = { id, name: card.name, sha256: card.sha256, path, card: canonicalJson(card) };
  commit(db, { op: 'model.registered', body, actor, subject: `model:${card.sha256}`, label: `Add model ${card.name}` });
}
