import type { Database } from 'better-sqlite3';
import { planeSchema } from '#shared/model/itemFacts.ts';
import type { Plane } from '#shared/model/itemFacts.ts';
import { normalPlanes } from '#shared/model/volumePlanes.ts';
import type { KnownFile } from './itemFiles.ts';
import { prepare } from './prepare.ts';

const key = 'volumePlanes';

/**
 * Planes of volumes whose slices are images, axial at least. A choice of what to list from now on: outside the journal, which has the
 * images that came of it.
 */
export function findPlanes(db: Database): Plane[] {
  const value = prepare(db, 'SELECT value FROM meta WHERE key = ?').pluck().get(key) as string | undefined;
  return normalPlanes(planeSchema.array().parse(JSON.parse(value ?? '[]')));
}

export function savePlanes(db: Database, planes: readonly Plane[]): void {
  const value = JSON.stringify(normalPlanes(planes));
  prepare(db, 'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value);
}

/** The images that stand for volumes: the first slice of each, with the folder and the path below it. */
export function listVolumes(
  db: Database,
): { readonly id: KnownFile['id']; readonly root: string; readonly path: string }[] {
  return prepare(
    db,
    `SELECT i.id, r.path AS root, i.path FROM items i JOIN roots r ON r.id = i.root_id JOIN item_probe p ON p.item_id = i.id
     WHERE i.frame = 0 AND NOT i.missing AND p.facts ->> 'kind' = 'nifti'`,
  ).all() as { id: KnownFile['id']; root: string; path: string }[];
}
