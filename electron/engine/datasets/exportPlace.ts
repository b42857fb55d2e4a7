import path from 'node:path';
import type { Format } from '#shared/formats/format.ts';
import { splitPlace } from '#shared/formats/splitLayout.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { TakenNames } from '../db/takenNames.ts';
import { frameName } from './frameName.ts';

/** Where an image lies in an export. */
export interface ExportPlace {
  /** Below the export's folder, with `/`. */
  readonly inExport: string;
  /** As the files of the export refer to it. */
  readonly imagePath: string;
  /** Without the image folder and the ending. */
  readonly stem: string;
}

interface Wanted {
  /** Of the items: its pictures need no folder of their own. */
  readonly firstRootId: number;
  readonly isApart: boolean;
  /** Of a format that sorts images by class. */
  readonly classFolder: string | null;
}

/** Several roots may hold the same relative path: from the second root on they get its number as a folder. */
function pathBelowRoot(row: ExportRow, firstRootId: number): string {
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
  return path.posix.join(dir, `${stem}${ext}`);
}

/** Readers of folders by class look at the last folder: those that the image came from are left away. */
export function placeInExport(
  row: ExportRow,
  format: Format,
  { firstRootId, isApart, classFolder }: Wanted,
  taken: TakenNames,
): ExportPlace {
  const { before, imageFolder } = splitPlace(format, isApart ? row.split : null);
  const below = pathBelowRoot(row, firstRootId);
  const relative = classFolder === null ? below : `${classFolder}/${path.posix.basename(below)}`;
  const folder = path.posix.join(before, imageFolder);
  const inExport = distinctPath(path.posix.join(folder, relative), row.id, taken);
  const stem = inExport.slice(folder === '.' ? 0 : folder.length + 1).replace(/\.[^./]*$/, '');
  return { inExport, imagePath: inExport.slice(before.length), stem };
}
