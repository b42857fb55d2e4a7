import { existsSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import type { ExportItem, ExportLabel, Format } from '#shared/formats/format.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
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
import type { FrameToRender, RenderFrame } from './askForFrame.ts';
import { ExportLosses } from './exportLosses.ts';
import type { ExportRequest, ExportSummary } from './exportRequest.ts';
import { frameName, frameReference } from './frameName.ts';
import { countFileLosses } from './medical/countFileLosses.ts';
import { createDeidentifier } from './medical/createDeidentifier.ts';
import type { Deidentifier } from './medical/createDeidentifier.ts';
import { createSources } from './medical/exportSources.ts';
import { makeHalfFolder, removeLeftHalves, syncNames, syncTree } from './halfFolder.ts';
import { nameLabels } from './nameLabels.ts';
import { openExported } from './openExported.ts';
import { placeImage } from './placeImage.ts';
import { OutputFiles } from './outputFiles.ts';

/** The joints that classes have, by id. */
type JointIds = ReadonlyMap<ClassId, ReadonlySet<string>>;

/** Images that were left out are named up to so many, and counted all. */
const namedAtMost = 1000;

/** Several roots may hold the same relative path: from the second root on they get its number as a folder. */
const belowRoot = ({ rootId }: ExportRow, firstRootId: number, relative: string): string =>
  rootId === firstRootId ? relative : `root-${rootId}/${relative}`;

/**
 * `a.jpg` and `a.png` would share one label file, `A.jpg` and `a.jpg` one place on some file systems: the second one
 * gets its item's number.
 */
function distinctPath(inExport: string, id: number, taken: TakenNames): string {
  const { dir, name, ext } = path.posix.parse(inExport);
  const keyOf = (stem: string): string => `${dir}/${stem}`.normalize('NFC').toLowerCase();
  let stem = name;
  for (let again = 0; !taken.take(keyOf(stem)); again += 1) stem = `${name}-item${id}${again === 0 ? '' : `-${again}`}`;
  return `${dir}/${stem}${ext}`;
}

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

interface Places {
  readonly out: string;
  readonly frames: FrameToRender[];
  /** null: files go along as they are. */
  readonly deidentifier: Deidentifier | null;
}

function* exportItems(
  request: ExportRequest,
  format: Format,
  db: Database,
  losses: ExportLosses,
  taken: TakenNames,
  { out, frames, deidentifier }: Places,
): Generator<ExportItem> {
  const { what, images } = request;
  const firstRootId = (db.prepare('SELECT min(id) FROM roots').pluck().get() as number | null) ?? 0;
  const joints = new Map(
    listClasses(db).map(({ id, skeleton }) => [id, new Set(skeleton?.joints.map((joint) => joint.id))]),
  );
  const sourceOf = format.needs ? createSources(format.needs, deidentifier?.replaceUid ?? null) : null;
  for (const row of eachExportRow(db, request)) {
    const source = path.join(row.root, row.path);
    const copy = deidentifier?.copy(source);
    if (copy === null) {
      losses.loseImages('burnedIn', '');
      continue;
    }
    const file = copy ?? belowRoot(row, firstRootId, row.path);
    const of = sourceOf?.({ source, file, frame: row.frame });
    if (of === null) {
      losses.loseImages('file', format.needs ?? '');
      continue;
    }
    const name = row.isRendered ? frameName({ ...row, path: file }) : file;
    const inExport = distinctPath(`${format.imageFolder}/${name}`, row.id, taken);
    if (copy === undefined && images !== 'leave') {
      // What a medical file says of the patient stays where it is: the pixels alone go along.
      if (row.isRendered) frames.push({ source, frame: row.frame, outPath: path.join(out, inExport) });
      else placeImage(source, path.join(out, inExport), images);
    }
    const left = copy === undefined ? source.split(path.sep).join('/') : `${format.imageFolder}/${copy}`;
    const imagePath = images === 'leave' || copy !== undefined ? frameReference(left, row) : inExport;
    const stem = inExport.slice(format.imageFolder.length + 1).replace(/\.[^./]*$/, '');
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
    yield { id: row.id, imagePath, stem, widthPx: row.widthPx, heightPx: row.heightPx, labels, source: of };
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
  const { projectName, appVersion, what, stages, where = null, images, deidentify } = request;
  const format = assertExists(findFormat(request.format), 'the format was checked before');
  const db = openExported(request);
  const files = new OutputFiles(half);
  const taken = openTakenNames();
  try {
    // One snapshot: edits made meanwhile come into the next export.
    db.exec('BEGIN');
    const createdAt = new Date().toISOString();
    const header = { projectName, classes: listClasses(db), createdAt };
    const writer = format.createWriter(
      header,
      (file, piece) => files.append(file, piece),
      (file, part) => files.join(file, part),
    );
    const losses = new ExportLosses(format);
    countFileLosses(db, request, losses);
    const about = { out: half, imageFolder: format.imageFolder, appVersion };
    const deidentifier = deidentify
      ? createDeidentifier({ ...about, keepsBurnedIn: deidentify.burnedIn === 'keep' }, (file, line) =>
          files.append(file, line),
        )
      : null;
    const { items: total, leftOut, unavailable } = countExport(db, request);
    let [items, labels] = [0, 0];
    for (const item of exportItems(request, format, db, losses, taken, { out: half, frames, deidentifier })) {
      assertWanted(request);
      writer.item(item);
      items += 1;
      labels += item.labels.length;
      if (items % 100 === 0) onProgress(items, total);
    }
    writer.finish();
    files.closeAll();
    // Paths and queries may name a patient.
    const unavailableItems = deidentify ? [] : listUnavailable(db, request, namedAtMost);
    const summary = { items, leftOut, unavailable, unavailableItems, labels, losses: losses.list() };
    const info = {
      ...{ format: format.id, projectName, appVersion, what, stages, images, createdAt, ...summary },
      ...(deidentify ? { deidentify } : { where }),
      ...nameLabels(db, request),
      journalHead: findHead(db)?.hash ?? null,
      coordinates: 'pixels of the upright image (EXIF orientation applied), origin at the top left',
    };
    writeFileSync(path.join(half, 'export-info.json'), `${JSON.stringify(info, null, 2)}\n`);
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
