import path from 'node:path';
import type { ExportItem } from '#shared/formats/format.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { AdmittedLabels } from './chooseLabels.ts';
import type { ExportPlace, ExportPlaces } from './exportPlaces.ts';
import type { ExportRequest } from './exportRequest.ts';
import { frameReference } from './frameName.ts';
import type { PictureTask } from './pictures/pictureTask.ts';
import { placeImage } from './placeImage.ts';

/** The file that an item is of. */
export const sourceOf = (row: ExportRow): string => path.join(row.root, row.path);

/** An item of the export and the place that it has, or would have, there; its picture is put there, or asked for, where pictures go along. */
export function placeItem(
  row: ExportRow,
  { labels, classFolder }: AdmittedLabels,
  {
    half,
    images,
    splits = false,
    places,
    ask,
  }: Pick<ExportRequest, 'images' | 'splits'> & {
    readonly half: string;
    readonly places: ExportPlaces;
    readonly ask: (task: PictureTask) => void;
  },
): { readonly item: ExportItem; readonly place: ExportPlace } {
  const place = places.placeOf(row, places.fileOf(row), classFolder);
  const source = sourceOf(row);
  const outPath = path.join(half, place.inExport);
  // What a medical file says of the patient stays where it is: the pixels alone go along.
  if (images !== 'leave' && row.isRendered) ask({ kind: 'render', path: source, frame: row.frame, outPath });
  else if (images !== 'leave') placeImage(source, outPath, images);
  const imagePath = images === 'leave' ? frameReference(source.split(path.sep).join('/'), row) : place.imagePath;
  const item = {
    ...{ id: row.id, imagePath, stem: place.stem },
    ...{ widthPx: row.widthPx, heightPx: row.heightPx, labels },
    ...(splits && row.split !== null ? { split: row.split } : {}),
  };
  return { item, place };
}
