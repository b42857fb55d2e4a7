import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Format } from '#shared/formats/format.ts';
import { splitPlace } from '#shared/formats/splitLayout.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { TakenNames } from '../db/takenNames.ts';
import { frameName } from './frameName.ts';

/** Where a picture lies in an export; with `/`. */
export interface ExportPlace {
  /** Below the export's folder. */
  readonly inExport: string;
  /** As the files of the export refer to it. */
  readonly imagePath: string;
  /** Without the folder of the pictures and the ending. */
  readonly stem: string;
}

/** Gives each place once. */
export interface ExportPlaces {
  /** Of the pictures of an item's split: below the export's folder, and as the files of the export refer to it. */
  folderOf(row: ExportRow): { readonly inExport: string; readonly imagePath: string };
  /** The file of an item below the first root; several roots may hold the same path: from the second on they get a folder. */
  fileOf(row: ExportRow): string;
  /** Of the picture of an item. @param file as above, or what its copy is called @param classFolder of a format that sorts them by class */
  placeOf(row: ExportRow, file: string, classFolder: string | null): ExportPlace;
  /** Of another picture of that item beside the first: `b-flipped.png`. @param extension with its dot */
  besideOf(row: ExportRow, place: ExportPlace, suffix: string, extension: string): ExportPlace;
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
  return path.posix.join(dir, `${stem}${ext}`);
}

const withoutEnding = (place: string): string => place.replace(/\.[^./]*$/, '');

/** @param isApart by split */
export function createExportPlaces(db: Database, format: Format, isApart: boolean, taken: TakenNames): ExportPlaces {
  const firstRootId = (db.prepare('SELECT min(id) FROM roots').pluck().get() as number | null) ?? 0;

  function place(row: ExportRow, wanted: (folder: string) => string): ExportPlace {
    const { before, imageFolder } = splitPlace(format, isApart ? row.split : null);
    const folder = path.posix.join(before, imageFolder);
    const inExport = distinctPath(wanted(folder), row.id, taken);
    const stem = withoutEnding(inExport.slice(folder === '.' ? 0 : folder.length + 1));
    return { inExport, imagePath: inExport.slice(before.length), stem };
  }
  return {
    folderOf(row) {
      const { before, imageFolder } = splitPlace(format, isApart ? row.split : null);
      return { inExport: path.posix.join(before, imageFolder), imagePath: imageFolder };
    },
    fileOf: ({ rootId, path: below }) => (rootId === firstRootId ? below : `root-${rootId}/${below}`),
    placeOf(row, file, classFolder) {
      const below = row.isRendered ? frameName({ ...row, path: file }) : file;
      // Readers of folders by class look at the last folder: those that the image came from are left away.
      const relative = classFolder === null ? below : `${classFolder}/${path.posix.basename(below)}`;
      return place(row, (folder) => path.posix.join(folder, relative));
    },
    besideOf: (row, { inExport }, suffix, extension) =>
      place(row, () => `${withoutEnding(inExport)}-${suffix}${extension}`),
  };
}
