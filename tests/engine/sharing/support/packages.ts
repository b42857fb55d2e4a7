import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openReader } from '#engine/db/openReader.ts';
import { handOut } from '#engine/sharing/handOut.ts';
import { commitMerge } from '#engine/sharing/merge/commitMerge.ts';
import type { MergeOptions } from '#engine/sharing/merge/planMerge.ts';
import { takePackage } from '#engine/sharing/merge/takePackage.ts';
import type { MergeResult } from '#shared/contract/sharing.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { handDesk } from '../../store/support/handDesk.ts';
import type { Desk } from '../../store/support/handDesk.ts';
import { makeFolder, open } from '../../store/support/openDesk.ts';
import type { makeChange } from '../../store/support/edits.ts';

const ignore = (): void => undefined;

/** A work package of a desk's project, opened by somebody else. */
export function openPackage(desk: Desk, query = '', who = 'Ana'): Desk {
  const file = path.join(makeFolder(), 'package.firstpass');
  handOut({ projectPath: desk.project.path, query, who, actor: 'tester' }, file, ignore);
  const project = open(file);
  onTestFinished(() => project.close());
  return handDesk(project, 'ana');
}

/** A copy of a package that was looked at, as a merge takes it. */
export async function copyOf({ project }: Desk): Promise<string> {
  const copy = path.join(makeFolder(), 'theirs.firstpass');
  await takePackage(project.path, copy, ignore);
  return copy;
}

export async function merge(desk: Desk, theirs: Desk, options: Partial<MergeOptions> = {}): Promise<MergeResult> {
  const copy = await copyOf(theirs);
  const db = openReader(copy);
  try {
    return commitMerge(
      { db: desk.db, actor: 'tester' },
      db,
      { conflicts: 'ask', choices: {}, ...options },
      't',
      ignore,
    );
  } finally {
    db.close();
  }
}

export function apply(desk: Desk, itemId: ItemId, change: ReturnType<typeof makeChange>): void {
  const { item } = desk.call('items.document', { itemId });
  const answer = desk.call('annotations.apply', { itemId, baseRevision: item.revision, label: 'Edit', change });
  if (!answer.ok) throw new Error('the edit fits');
}

/** All that a merge may touch, row by row. */
export const stateOf = ({ db }: Desk): unknown =>
  [
    'SELECT id, item_id, class_id, shape, attributes, z, source, prediction_id FROM annotations ORDER BY id',
    'SELECT * FROM decisions ORDER BY id',
    'SELECT * FROM comments ORDER BY id',
    'SELECT * FROM item_tags ORDER BY tag, item_id',
    'SELECT id, stage, split FROM items ORDER BY id',
  ].map((select) => db.prepare(select).all());
