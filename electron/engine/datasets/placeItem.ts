import path from 'node:path';
import type { ExportItem } from '#shared/formats/format.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { ExportPlaces } from './exportPlaces.ts';
import type { ExportRequest } from './exportRequest.ts';
import { frameReference } from './frameName.ts';
import type { PictureTask } from './pictures/pictureTask.ts';
import { placeImage } from './placeImage.ts';

/** The file that an item is of. */
export const sourceOf = (row: ExportRow): string => path.join(row.root, row.path);

/** An item of the export and the place that it has, or would have, there; its picture is put there, or asked for, where pictures go along. */
export function placeItem(
  row: ExportRow,
  labels: ExportItem['labels'],
  {
    half,
    images,
    places,
    ask,
  }: {
    readonly half: string;
    readonly images: ExportRequest['images'];
    readonly places: ExportPlaces;
    readonly ask: (task: PictureTask) => void;
  },
): { readonly item: ExportItem; readonly place: string } {
  const place = places.placeOf(row);
  const source = sourceOf(row);
  if (images !== 'leave' && row.isRendered) {
    // What a medical file says of the patient stays where it is: the pixels alone go along.
    ask({ kind: 'render', path: source, frame: row.frame, outPath: path.join(half, place) });
  } else if (images !== 'leave') placeImage(source, path.join(half, place), images);
  const imagePath = images === 'leave' ? frameReference(source.split(path.sep).join('/'), row) : place;
  const item = {
    ...{ id: row.id, imagePath, stem: places.stemOf(place) },
    ...{ widthPx: row.widthPx, heightPx: row.heightPx, labels },
  };
  return { item, place };
}
