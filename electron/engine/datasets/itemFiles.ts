import path from 'node:path';
import type { ExportSource, Format } from '#shared/formats/format.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { LabelChooser } from './chooseLabels.ts';
import type { ExportPlaces } from './exportPlaces.ts';
import type { Deidentifier } from './medical/createDeidentifier.ts';
import { createSources } from './medical/exportSources.ts';

/** The file that an item is of. */
export const sourceOf = (row: ExportRow): string => path.join(row.root, row.path);

/** The file of an item, as the export knows it. */
export interface ItemFile {
  /** Below its root, or below the folder of images where it is a copy. */
  readonly file: string;
  /** The export has a copy of it that names nobody. */
  readonly isCopy: boolean;
  /** Of a format that refers to medical files. */
  readonly source: ExportSource | undefined;
}

/** Makes the copies that name nobody, and reads what formats of medical files refer to; null: the item has no place, which is counted. */
export function createItemFiles(
  format: Format,
  deidentifier: Deidentifier | null,
  places: ExportPlaces,
  loseImage: LabelChooser['loseImage'],
): (row: ExportRow) => ItemFile | null {
  const referTo = format.needs ? createSources(format.needs, deidentifier?.replaceUid ?? null) : null;
  return (row) => {
    const source = sourceOf(row);
    const copy = deidentifier?.copy(source, places.folderOf(row).inExport);
    if (copy === null) {
      loseImage(row, 'burnedIn');
      return null;
    }
    const file = copy ?? places.fileOf(row);
    const reference = referTo?.({ source, file, frame: row.frame });
    if (reference === null) {
      loseImage(row, 'file', format.needs);
      return null;
    }
    return { file, isCopy: copy !== undefined, source: reference };
  };
}
