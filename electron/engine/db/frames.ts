import type { Database } from 'better-sqlite3';
import type { ItemId, RootId } from '#shared/model/ids.ts';
import { addPlaces } from './itemFiles.ts';
import type { Writer } from './itemFiles.ts';
import { prepare } from './prepare.ts';

/** Adds those of these frames of a file that are no items yet. @returns the new ones */
export function addFrames(
  writer: Writer,
  { rootId, path }: { readonly rootId: RootId; readonly path: string },
  frames: readonly number[],
): ItemId[] {
  const known = new Set(listFrames(writer.db, rootId, path));
  const missing = frames.filter((frame) => !known.has(frame));
  return addPlaces(
    writer,
    rootId,
    missing.map((frame) => ({ path, frame })),
  );
}

function listFrames(db: Database, rootId: RootId, path: string): number[] {
  return prepare(db, 'SELECT frame FROM items WHERE root_id = ? AND path = ?').pluck().all(rootId, path) as number[];
}
