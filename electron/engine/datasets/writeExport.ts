import { existsSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import type { ExportItem, ExportLabel, Format } from '#shared/formats/format.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import { createSplitWriter } from '#shared/formats/splitLayout.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { clipBox } from '#shared/geometry/boxes.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { listClasses } from '../db/classes.ts';
import { countExport, eachExportRow, listLabelRows, listUnavailable } from '../db/exportRows.ts';
import type { ExportRow } from '../db/exportRows.ts';
import { findHead } from '../db/journal.ts';
import { openTakenNames } from '../db/takenNames.ts';
import type { TakenNames } from '../db/takenNames.ts';
import { createCardWriter } from './createCardWriter.ts';
import { placeInExport } from './exportPlace.ts';
import type { FrameToRender, RenderFrame } from './askForFrame.ts';
import { ExportLosses } from './exportLosses.ts';
import type { ExportRequest, ExportSummary } from './exportRequest.ts';
import { frameReference } from './frameName.ts';
import { makeHalfFolder, removeLeftHalves, syncNames, syncTree } from './halfFolder.ts';
import { nameLabels } from './nameLabels.ts';
import { openExported } from './openExported.ts';
import { placeImage } from './placeImage.ts';
import { OutputFiles } from './outputFiles.ts';

/** The joints that classes have, by id. */
type JointIds = ReadonlyMap<ClassId, ReadonlySet<string>>;

/** Images that were left out are named up to so many, and counted all. */
const namedAtMost = 1000;

/** Counts the joints of a label that are written nowhere, because its class hasn't them. */
function countStrays(
  { shape, classId }: Pick<ExportLabel, 'shape' | 'classId'>,
  joints: JointIds,
  losses: ExportLosses,
) {
  if (shape.kind !== 'keypoints') return;
  for (const { id, visibility } of shape.joints)
    if (visibility !== 'unlabeled' && !joints.get(classId)?.has(id)) losses.loseJoint(id);
}

/** Whether it lies between pixels: any of its numbers has a fraction. A mask never does. */
function hasFractions(shape: Shape): boolean {
  return shape.kind !== 'mask' && /\.|e-/.test(JSON.stringify(shape));
}

function isOutside(shape: Shape, widthPx: number, heightPx: number): boolean {
  const [left, top, width, height] = geometryOf(shape).bounds(shape) ?? [0, 0, widthPx, heightPx];
  const [, , heldWidth, heldHeight] = clipBox([left, top, width, height], { width: widthPx, height: heightPx });
  return heldWidth === 0 || heldHeight === 0;
}

function* exportItems(
  request: ExportRequest,
  format: Format,
  db: Database,
  losses: ExportLosses,
  taken: TakenNames,
  { out, frames }: { readonly out: string; readonly frames: FrameToRender[] },
): Generator<{ readonly row: ExportRow; readonly item: ExportItem }> {
  const { what, images, splits = false } = request;
  const firstRootId = (db.prepare('SELECT min(id) FROM roots').pluck().get() as number | null) ?? 0;
  const classes = listClasses(db);
  const joints = new Map(classes.map(({ id, skeleton }) => [id, new Set(skeleton?.joints.map((joint) => joint.id))]));
  for (const row of eachExportRow(db, request)) {
    const labels = listLabelRows(db, row.id, what).flatMap((label): ExportLabel[] => {
      const { classId, className, shape, score, attributes = {}, groupId } = label;
      const isHeld = losses.admit({ hasClass: classId !== null, className, kind: shape.kind });
      if (!isHeld || classId === null) return [];
      if (format.cutsAtBorder && isOutside(shape, row.widthPx, row.heightPx)) {
        losses.loseOutside(shape.kind);
        return [];
      }
      countStrays({ shape, classId }, joints, losses);
      if (shape.kind === 'polygon' && shape.rings.length > 1) losses.countHoles();
      if (hasFractions(shape)) losses.countFractions(shape.kind);
      const held = Object.entries(attributes).filter(([name]) => losses.admitAttribute(name));
      const written = {
        ...{ classId, shape, score },
        ...(held.length > 0 ? { attributes: Object.fromEntries(held) } : {}),
      };
      return [groupId !== undefined && losses.admitGroup() ? { ...written, groupId } : written];
    });
    const sorted = format.sortImage?.(labels, classes);
    if (sorted && 'lost' in sorted) {
      losses.loseImage(sorted.lost);
      continue;
    }
    const classFolder = sorted?.folder ?? null;
    const place = placeInExport(row, format, { firstRootId, isApart: splits, classFolder }, taken);
    const source = path.join(row.root, row.path);
    const outPath = path.join(out, place.inExport);
    // What a medical file says of the patient stays where it is: the pixels alone go along.
    if (images !== 'leave' && row.isRendered) frames.push({ source, frame: row.frame, outPath });
    else if (images !== 'leave') placeImage(source, outPath, images);
    const imagePath = images === 'leave' ? frameReference(source.split(path.sep).join('/'), row) : place.imagePath;
    const item: ExportItem = {
      ...{ id: row.id, imagePath, stem: place.stem, widthPx: row.widthPx, heightPx: row.heightPx },
      labels: sorted ? [sorted.label] : labels,
      ...(splits && row.split !== null ? { split: row.split } : {}),
    };
    yield { row, item };
  }
}

/** @throws {CancelledError} */
function assertWanted({ cancelled }: ExportRequest): void {
  if (Atomics.load(cancelled, 0) !== 0) throw new CancelledError();
}

type OnProgress = (done: number, total: number) => void;

function writeInto(
  half: string,
  request: ExportRequest,
  frames: FrameToRender[],
  onProgress: OnProgress,
): ExportSummary {
  const { projectName, appVersion, what, stages, where = null, splits = false, images } = request;
  const format = assertExists(findFormat(request.format), 'the format was checked before');
  const db = openExported(request);
  const files = new OutputFiles(half);
  const taken = openTakenNames();
  try {
    // One snapshot: edits made meanwhile come into the next export.
    db.exec('BEGIN');
    const createdAt = new Date().toISOString();
    const header = { projectName, classes: listClasses(db), createdAt };
    const writer = createSplitWriter(
      format,
      header,
      (file, piece) => files.append(file, piece),
      (file, part) => files.join(file, part),
    );
    const losses = new ExportLosses(format);
    const card = createCardWriter(db, request, header.classes);
    const { items: total, leftOut, withoutSplit, unavailable } = countExport(db, request);
    if (total === 0 && withoutSplit > 0) throw new AppError('export.noSplits');
    let [items, labels] = [0, 0];
    for (const { item, row } of exportItems(request, format, db, losses, taken, { out: half, frames })) {
      assertWanted(request);
      writer.item(item);
      card.count(row, item);
      items += 1;
      labels += item.labels.length;
      if (items % 100 === 0) onProgress(items, total);
    }
    writer.finish();
    files.closeAll();
    const unavailableItems = listUnavailable(db, request, namedAtMost);
    const summary = { items, leftOut, withoutSplit, unavailable, unavailableItems, labels, losses: losses.list() };
    const info = {
      ...{ format: format.id, projectName, appVersion, what, stages, where, splits, images, createdAt, ...summary },
      ...nameLabels(db, request),
      journalHead: findHead(db)?.hash ?? null,
      coordinates: 'pixels of the upright image (EXIF orientation applied), origin at the top left',
    };
    writeFileSync(path.join(half, 'export-info.json'), `${JSON.stringify(info, null, 2)}\n`);
    card.write(half, info);
    return summary;
  } finally {
    files.abandon();
    taken.close();
    db.close();
  }
}

/** Where nobody decodes, only plain images can be exported. */
const cannotRender: RenderFrame = ({ source }) =>
  Promise.reject(new AppError('export.imageUnreadable', { path: source }));

/**
 * Writes an export into a hidden folder beside the target and renames it at the end: the target is there whole and on
 * disk, or not at all. Frames of medical files and of files of several images are rendered as PNG without loss. Reads through a connection of its own, in one snapshot.
 * @throws {AppError} export.imageUnreadable @throws {CancelledError} @throws errors of the file system
 */
export async function writeExport(
  request: ExportRequest,
  onProgress: OnProgress,
  render: RenderFrame = cannotRender,
): Promise<ExportSummary> {
  const { folder } = request;
  removeLeftHalves(folder);
  const half = makeHalfFolder(folder);
  try {
    const frames: FrameToRender[] = [];
    const summary = writeInto(half, request, frames, onProgress);
    for (const frame of frames) {
      assertWanted(request);
      await render(frame);
    }
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
