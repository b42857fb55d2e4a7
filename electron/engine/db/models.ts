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

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

export function registerModel({ db, actor }: Writer, path: string, card: ModelCard): void {
  const id = prepare(db, 'SELECT coalesce(max(id), 0) + 1 FROM models').pluck().get() as number;
  const body = { id, name: card.name, sha256: card.sha256, path, card: canonicalJson(card) };
  commit(db, { op: 'model.registered', body, actor, subject: `model:${card.sha256}`, label: `Add model ${card.name}` });
}

/** Says where a model's file lies now and how it is read. Nothing is written when that is known. */
export function updateModel({ db, actor }: Writer, known: ModelRow, path: string, card: ModelCard): boolean {
  const from = { name: known.name, path: known.path, card: canonicalJson(known.card) };
  const to = { name: card.name, path, card: canonicalJson(card) };
  if (from.path === to.path && from.card === to.card) return false;
  const body = { id: known.id, from, to };
  commit(db, { op: 'model.updated', body, actor, subject: `model:${card.sha256}`, label: `Update model ${card.name}` });
  return true;
}
