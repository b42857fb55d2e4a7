import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Format } from '#shared/formats/format.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { TakenNames } from '../db/takenNames.ts';
import { frameName } from './frameName.ts';

/** Where pictures lie in an export: with `/`, below it, each place given once. */
export interface ExportPlaces {
  /** Of an item. */
  placeOf(row: ExportRow): string;
  /** Of another picture beside that one: `b-flipped.png`. @param extension with its dot */
  besideOf(place: string, suffix: string, extension: string): string;
  /** The place without the folder of the pictures and its ending. */
  stemOf(place: string): string;
}

/** Several roots may hold the same relative path: from the second root on they get its number as a folder. */
function pathInExport(row: ExportRow, firstRootId: number): string {
  const { rootId } = row;
  const relative = row.isRendered ? frameName(row) : row.path;
  return rootId === firstRootId ? relative : `root-${rootId}/${relative}`;
}

/**
 * `a.jpg` and `a.png` would share one label file, `A.jpg` and `a.jpg` one place on some file systems: the second one
 * gets its item's number.
 */
function distinctPath(inExport: string, id: number, taken: TakenNames): string {
  const { dir, name, ext } = path.posix.parse(inExport);
  const keyOf = (stem: string): string => `${dir}/${stem}`.normalize('NFC').toLowerCase();
  let stem = name;
  for (let again = 0; !taken.take(keyOf(stem)); again += 1) stem = `${name}-item${id}${again === 0 ? '' : `-${again}`}`;
  return `${dir}/${stem}${ext}`;
}

export function createExportPlaces(db: Database, { imageFolder }: Format, taken: TakenNames): ExportPlaces {
  const firstRootId = (db.prepare('SELECT min(id) FROM roots').pluck().get() as number | null) ?? 0;
  const withoutEnding = (place: string): string => place.replace(/\.[^./]*$/, '');
  return {
    placeOf: (row) => distinctPath(`${imageFolder}/${pathInExport(row, firstRootId)}`, row.id, taken),
    besideOf: (place, suffix, extension) => distinctPath(`${withoutEnding(place)}-${suffix}${extension}`, 0, taken),
    stemOf: (place) => withoutEnding(place.slice(imageFolder.length + 1)),
  };
}
