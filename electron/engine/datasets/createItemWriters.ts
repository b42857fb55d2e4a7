import type { Database } from 'better-sqlite3';
import type { Emit, ExportItem, Format } from '#shared/formats/format.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { TakenNames } from '../db/takenNames.ts';
import { createItemAugmenter } from './augmentItems.ts';
import { createLabelChooser } from './chooseLabels.ts';
import { createObjectCropper } from './cropObjects.ts';
import { createExportPlaces } from './exportPlaces.ts';
import type { ExportRequest } from './exportRequest.ts';
import { createItemFiles } from './itemFiles.ts';
import { listLosses } from './listLosses.ts';
import { createDeidentifier } from './medical/createDeidentifier.ts';
import type { PictureTask } from './pictures/pictureTask.ts';
import { placeItem } from './placeItem.ts';

/** What decides about the items of an export. */
type ItemRequest = Omit<ExportRequest, 'projectName' | 'folder' | 'card' | 'cancelled'>;

/** Where files and pictures of an export go. */
interface ItemOutput {
  /** The folder that is being written. */
  readonly half: string;
  readonly emit: Emit;
  readonly ask: (task: PictureTask) => void;
}

/** What each item of an export gives, in the order of the export: the writer and the samples of changed copies ask here. */
export function createItemWriters(
  db: Database,
  request: ItemRequest,
  format: Format,
  taken: TakenNames,
  to: ItemOutput,
) {
  const chooser = createLabelChooser(db, request, listLosses(to.emit, !request.deidentify));
  const places = createExportPlaces(db, format, request.splits === true, taken);
  const { deidentify, appVersion } = request;
  const keepsBurnedIn = deidentify?.burnedIn === 'keep';
  const deidentifier = deidentify ? createDeidentifier({ out: to.half, appVersion, keepsBurnedIn }, to.emit) : null;
  const fileOf = createItemFiles(format, deidentifier, places, chooser.loseImage);
  const cropper = request.crops ? createObjectCropper(request.crops, chooser.plan.classes, to) : null;
  const augmenter = request.augment
    ? createItemAugmenter(db, request, request.augment, { ...to, chooser, places })
    : null;

  /** What one item gives: itself, with its picture put in its place, then its changed copies. */
  function* itemsOf(row: ExportRow): Generator<ExportItem> {
    const file = fileOf(row);
    if (!file) return;
    const chosen = chooser.choose(row);
    cropper?.crop(row, chosen);
    const admitted = chooser.admit(row, chosen);
    if (!admitted) return;
    const { item, place } = placeItem(row, admitted, file, { ...to, ...request, places });
    yield item;
    if (augmenter) yield* augmenter.copies(row, item, place);
  }
  return { chooser, cropper, augmenter, itemsOf };
}
