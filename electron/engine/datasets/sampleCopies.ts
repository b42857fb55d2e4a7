import { assertExists } from '#shared/base/assert.ts';
import type { ExportSample } from '#shared/contract/api/exportsApi.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import type { ExportItem } from '#shared/formats/format.ts';
import type { ItemPlace } from '#shared/model/itemName.ts';
import { eachExportRow, listTrainingIds } from '../db/exportRows.ts';
import type { ExportRow } from '../db/exportRows.ts';
import { openTakenNames } from '../db/takenNames.ts';
import { createItemWriters } from './createItemWriters.ts';
import type { SampleRequest } from './exportRequest.ts';
import { openExported } from './openExported.ts';
import type { PictureTask } from './pictures/pictureTask.ts';

/** So many copies of one image are shown. */
export const mostSamples = 4;

/** What an export would write of the changed copies of one image, and how their pictures are made. */
export interface SampledCopies {
  /** Images that get copies. */
  readonly total: number;
  /** null: there is none at that place. */
  readonly image: Pick<ExportRow, 'id' | keyof ItemPlace> | null;
  readonly copies: readonly (Omit<ExportSample, 'picture'> & { readonly task: PictureTask })[];
}

/**
 * The changed copies of one image as an export would write them. Names decide about them, and they follow from all that come before: so these are gone
 * through as the export does. Through a connection of its own; nothing is written.
 * @throws {AppError} export.* @throws errors of SQLite
 */
export function sampleCopies(request: SampleRequest): SampledCopies {
  const format = assertExists(findFormat(request.format), 'the format was checked before');
  const db = openExported(request);
  const taken = openTakenNames();
  try {
    db.exec('BEGIN');
    const training = listTrainingIds(db, request);
    const wanted = training[request.at];
    const tasks: PictureTask[] = [];
    const { chooser, itemsOf } = createItemWriters(db, { ...request, images: 'leave' }, format, taken, {
      ...{ half: '', emit: () => undefined },
      ask: (task) => void tasks.push(task),
    });
    const classes = new Map(chooser.plan.classes.map((one) => [one.id, one]));
    for (const row of wanted === undefined ? [] : eachExportRow(db, request)) {
      tasks.length = 0;
      const copies: ExportItem[] = [];
      for (const item of itemsOf(row)) {
        if (item.id !== row.id) copies.push(item);
        if (row.id === wanted && copies.length === mostSamples) break;
      }
      if (row.id !== wanted) continue;
      const { id, path, frame, frameCount, plane, slice } = row;
      return {
        ...{ total: training.length, image: { id, path, frame, frameCount, plane, slice } },
        copies: copies.map(({ widthPx, heightPx, labels }, at) => ({
          ...{ widthPx, heightPx, task: assertExists(tasks[at], 'each copy has a picture') },
          labels: labels.map(({ classId, shape }) => {
            const { name, color, skeleton } = assertExists(classes.get(classId), 'a label is of a class of the export');
            return { className: name, color, shape, ...(skeleton ? { skeleton } : {}) };
          }),
        })),
      };
    }
    return { total: training.length, image: null, copies: [] };
  } finally {
    taken.close();
    db.close();
  }
}
