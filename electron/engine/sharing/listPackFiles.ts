import { statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { listModelRows } from '../db/models.ts';
import { isSafePath } from './archivePath.ts';
import { modelFileOf, rootFolderOf } from './packManifest.ts';

/** A file that goes into an archive. */
export interface FileToPack {
  /** In the archive. */
  readonly path: string;
  /** Absolute. */
  readonly source: string;
  readonly sizeBytes: number;
  readonly modified: Date;
}

export interface FilesToPack {
  readonly files: readonly FileToPack[];
  /** What is not there, or has a name that not every system can have. */
  readonly missing: readonly string[];
}

interface Place {
  readonly root: string;
  readonly rootId: number;
  readonly path: string;
}

/**
 * Every image file of the items, and the models where they are asked for.
 * @param look called with the files so far; what it throws ends the work
 */
export function listPackFiles(
  db: Database,
  wanted: { readonly images: boolean; readonly models: boolean },
  look: (files: number) => void,
): FilesToPack {
  const files: FileToPack[] = [];
  const missing: string[] = [];
  const add = (target: string, source: string, name: string): void => {
    const stats = isSafePath(target, 'linux') ? statSync(source, { throwIfNoEntry: false }) : undefined;
    if (stats?.isFile()) files.push({ path: target, source, sizeBytes: stats.size, modified: stats.mtime });
    else missing.push(name);
  };
  if (wanted.images) {
    const places = db.prepare(
      'SELECT DISTINCT r.path AS root, r.id AS rootId, i.path FROM items i JOIN roots r ON r.id = i.root_id ORDER BY r.id, i.path',
    );
    let seen = 0;
    for (const place of places.iterate() as IterableIterator<Place>) {
      const target = `${rootFolderOf(place.rootId)}/${place.path}`;
      add(target, path.join(place.root, place.path), target);
      look((seen += 1));
    }
  }
  if (wanted.models)
    for (const model of listModelRows(db)) add(modelFileOf(model.sha256), model.path, `${model.name} (${model.path})`);
  return { files, missing };
}
