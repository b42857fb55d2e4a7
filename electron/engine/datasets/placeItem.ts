import path from 'node:path';
import type { ExportItem } from '#shared/formats/format.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { AdmittedLabels } from './chooseLabels.ts';
import type { ExportPlace, ExportPlaces } from './exportPlaces.ts';
import type { ExportRequest } from './exportRequest.ts';
import { frameReference } from './frameName.ts';
import { sourceOf } from './itemFiles.ts';
import type { ItemFile } from './itemFiles.ts';
import type { PictureTask } from './pictures/pictureTask.ts';
import { placeImage } from './placeImage.ts';

/** An item of the export and the place that it has, or would have, there; its picture is put there, or asked for, where pictures go along. */
export function placeItem(
  row: ExportRow,
  { labels, classFolder }: AdmittedLabels,
  { file, isCopy, source: reference }: ItemFile,
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
  const place = places.placeOf(row, file, classFolder);
  const source = sourceOf(row);
  const outPath = path.join(half, place.inExport);
  const isPlaced = images !== 'leave' && !isCopy;
  // What a medical file says of the patient stays where it is: the pixels alone go along.
  if (isPlaced && row.isRendered) ask({ kind: 'render', path: source, frame: row.frame, outPath });
  else if (isPlaced) placeImage(source, outPath, images);
  const whole = isCopy ? path.posix.join(places.folderOf(row).imagePath, file) : source.split(path.sep).join('/');
  const imagePath = isPlaced ? place.imagePath : frameReference(whole, row);
  const item = {
    ...{ id: row.id, imagePath, stem: place.stem },
    ...{ widthPx: row.widthPx, heightPx: row.heightPx, labels },
    ...(splits && row.split !== null ? { split: row.split } : {}),
    ...(reference ? { source: reference } : {}),
  };
  return { item, place };
}
