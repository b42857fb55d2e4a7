import { existsSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assertExists } from '#shared/base/assert.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import { createSplitWriter } from '#shared/formats/splitLayout.ts';
import { listClasses } from '../db/classes.ts';
import { countExport, eachExportRow, listUnavailable } from '../db/exportRows.ts';
import { findHead } from '../db/journal.ts';
import { openTakenNames } from '../db/takenNames.ts';
import { createCardWriter } from './createCardWriter.ts';
import { createItemWriters } from './createItemWriters.ts';
import { describeClasses } from './describeClasses.ts';
import { exportExtras, exportInfo } from './exportFiles.ts';
import type { ExportRequest, ExportSummary } from './exportRequest.ts';
import { countFileLosses } from './medical/countFileLosses.ts';
import { makeHalfFolder, removeLeftHalves, syncNames, syncTree } from './halfFolder.ts';
import { nameLabels } from './nameLabels.ts';
import { openExported } from './openExported.ts';
import { OutputFiles } from './outputFiles.ts';
import { PictureList } from './pictures/PictureList.ts';
import type { MakePictures } from './pictures/pictureTask.ts';

/** Images that were left out are named up to so many, and counted all. */
const namedAtMost = 1000;

/** @throws {CancelledError} */
function assertWanted({ cancelled }: ExportRequest): void {
  if (Atomics.load(cancelled, 0) !== 0) throw new CancelledError();
}

type OnProgress = (done: number, total: number) => void;

/** What an export is written to. */
interface Output {
  readonly half: string;
  readonly files: OutputFiles;
  readonly pictures: PictureList;
}

function writeInto(output: Output, request: ExportRequest, onProgress: OnProgress): ExportSummary {
  const { half, files } = output;
  const { projectName, appVersion, what, stages, where = null, splits = false, images } = request;
  const { classes, crops, augment, deidentify } = request;
  const format = assertExists(findFormat(request.format), 'the format was checked before');
  const db = openExported(request);
  const taken = openTakenNames();
  try {
    // One snapshot: edits made meanwhile come into the next export.
    db.exec('BEGIN');
    const createdAt = new Date().toISOString();
    const { chooser, cropper, augmenter, itemsOf } = createItemWriters(db, request, format, taken, {
      half,
      emit: (file, piece) => files.append(file, piece),
      ask: (task) => output.pictures.add(task),
    });
    const header = { projectName, classes: chooser.plan.classes, createdAt };
    const writer = createSplitWriter(
      format,
      header,
      (file, piece) => files.append(file, piece),
      (file, part) => files.join(file, part),
    );
    countFileLosses(db, request, chooser.losses);
    const card = createCardWriter(db, request, header.classes);
    const { items: total, leftOut, withoutSplit, unavailable } = countExport(db, request);
    if (total === 0 && withoutSplit > 0) throw new AppError('export.noSplits');
    let [done, items, labels] = [0, 0, 0];
    for (const row of eachExportRow(db, request)) {
      assertWanted(request);
      for (const item of itemsOf(row)) {
        writer.item(item);
        card.count(row, item);
        // Its copies are counted by themselves.
        if (item.id !== row.id) continue;
        items += 1;
        labels += item.labels.length;
      }
      done += 1;
      if (done % 100 === 0) onProgress(done, total);
    }
    writer.finish();
    files.closeAll();
    // Paths and queries may name a patient.
    const unavailableItems = deidentify ? [] : listUnavailable(db, request, namedAtMost);
    const losses = chooser.losses.list();
    const summary = {
      ...{
        items,
        leftOut,
        withoutSplit,
        unavailable,
        unavailableItems,
        labels,
        losses,
        chosenOut: chooser.chosenOut(),
      },
      ...{ crops: cropper?.counts() ?? null, augmented: augmenter?.counts() ?? null, pictures: output.pictures.count },
    };
    const info = {
      ...{ format: format.id, projectName, appVersion, what, stages, splits, images, createdAt, ...summary },
      ...(deidentify ? { deidentify } : { where }),
      ...{
        lossesFile: losses.length > 0 ? exportExtras.losses : null,
        classes: describeClasses(listClasses(db), chooser),
      },
      options: { classes: classes ?? null, crops: crops ?? null, augment: augment ?? null },
      ...nameLabels(db, request),
      journalHead: findHead(db)?.hash ?? null,
      coordinates: 'pixels of the upright image (EXIF orientation applied), origin at the top left',
    };
    writeFileSync(path.join(half, exportInfo), `${JSON.stringify(info, null, 2)}\n`);
    card.write(half, info);
    return summary;
  } finally {
    files.abandon();
    taken.close();
    db.close();
  }
}

/** Where nobody decodes, only plain images can be exported as they are. */
const cannotMake: MakePictures = ([task]) =>
  Promise.reject(new AppError('export.imageUnreadable', { path: task && 'path' in task ? task.path : '' }));

/**
 * Writes an export into a hidden folder beside the target and renames it at the end: the target is there whole and on
 * disk, or not at all. Frames of medical files and of files of several images are rendered as PNG without loss. Reads through a
 * connection of its own, in one snapshot, which is closed before pictures are made.
 * @throws {AppError} export.* @throws {CancelledError} @throws errors of the file system
 */
export async function writeExport(
  request: ExportRequest,
  onProgress: OnProgress,
  make: MakePictures = cannotMake,
): Promise<ExportSummary> {
  const { folder } = request;
  removeLeftHalves(folder);
  const half = makeHalfFolder(folder);
  try {
    const files = new OutputFiles(half);
    const pictures = new PictureList(half, files);
    const summary = writeInto({ half, files, pictures }, request, onProgress);
    await pictures.makeAll(make, (done) => {
      assertWanted(request);
      onProgress(summary.items + done, summary.items + pictures.count);
    });
    await syncTree(half, () => assertWanted(request));
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(half, folder);
    await syncNames(path.dirname(folder));
    return summary;
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  }
}
