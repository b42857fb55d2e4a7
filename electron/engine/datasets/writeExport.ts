import { existsSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assertExists } from '#shared/base/assert.ts';
import { CancelledError } from '#shared/contract/errors.ts';
import type { ExportItem, ExportLabel, Format } from '#shared/formats/format.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { listClasses } from '../db/classes.ts';
import { countExport, eachExportRow, listLabelRows } from '../db/exportRows.ts';
import type { ExportRow } from '../db/exportRows.ts';
import { findHead } from '../db/journal.ts';
import { openReader } from '../db/openReader.ts';
import { ExportLosses } from './exportLosses.ts';
import type { ExportRequest, ExportSummary } from './exportRequest.ts';
import { makeHalfFolder, removeLeftHalves, syncFolders, syncToDisk } from './halfFolder.ts';
import { placeImage } from './placeImage.ts';
import { TextFiles } from './textFiles.ts';

/** The joints that classes have, by id. */
type JointIds = ReadonlyMap<ClassId, ReadonlySet<string>>;

/** Several roots may hold the same relative path: from the second root on they get its number as a folder. */
function pathInExport({ rootId, path: relative }: ExportRow, firstRootId: number): string {
  return rootId === firstRootId ? relative : `root-${rootId}/${relative}`;
}

/**
 * `a.jpg` and `a.png` would share one label file, `A.jpg` and `a.jpg` one place on some file systems: the second one
 * gets its item's number.
 */
function distinctPath(inExport: string, id: number, taken: Set<string>): string {
  const { dir, name, ext } = path.posix.parse(inExport);
  const keyOf = (stem: string): string => `${dir}/${stem}`.normalize('NFC').toLowerCase();
  let stem = name;
  for (let again = 0; taken.has(keyOf(stem)); again += 1) stem = `${name}-item${id}${again === 0 ? '' : `-${again}`}`;
  taken.add(keyOf(stem));
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

function* exportItems(
  request: ExportRequest,
  format: Format,
  db: ReturnType<typeof openReader>,
  losses: ExportLosses,
  out: string,
): Generator<ExportItem> {
  const { what, stages, images } = request;
  const firstRootId = (db.prepare('SELECT min(id) FROM roots').pluck().get() as number | null) ?? 0;
  const taken = new Set<string>();
  const joints = new Map(
    listClasses(db).map(({ id, skeleton }) => [id, new Set(skeleton?.joints.map((joint) => joint.id))]),
  );
  for (const row of eachExportRow(db, stages)) {
    const inExport = distinctPath(`${format.imageFolder}/${pathInExport(row, firstRootId)}`, row.id, taken);
    const source = path.join(row.root, row.path);
    if (images !== 'leave') placeImage(source, path.join(out, inExport), images);
    const imagePath = images === 'leave' ? source.split(path.sep).join('/') : inExport;
    const stem = inExport.slice(format.imageFolder.length + 1).replace(/\.[^./]*$/, '');
    const labels = listLabelRows(db, row.id, what).flatMap((label): ExportLabel[] => {
      const { classId, className, shape, score, attributes = {}, groupId } = label;
      const isHeld = losses.admit({ hasClass: classId !== null, className, kind: shape.kind });
      if (!isHeld || classId === null) return [];
      if (what === 'annotations') countStrays({ shape, classId }, joints, losses);
      const held = Object.entries(attributes).filter(([name]) => losses.admitAttribute(name));
      const written = {
        ...{ classId, shape, score },
        ...(held.length > 0 ? { attributes: Object.fromEntries(held) } : {}),
      };
      return [groupId !== undefined && losses.admitGroup() ? { ...written, groupId } : written];
    });
    yield { id: row.id, imagePath, stem, widthPx: row.widthPx, heightPx: row.heightPx, labels };
  }
}

function writeInto(half: string, request: ExportRequest, onProgress: (done: number) => void): ExportSummary {
  const { projectPath, projectName, appVersion, what, stages, images, cancelled } = request;
  const format = assertExists(findFormat(request.format), 'the format was checked before');
  const db = openReader(projectPath);
  const files = new TextFiles(half);
  try {
    // One snapshot: edits made meanwhile come into the next export.
    db.exec('BEGIN');
    const createdAt = new Date().toISOString();
    const writer = format.createWriter({ projectName, classes: listClasses(db), createdAt }, (file, text) =>
      files.append(file, text),
    );
    const losses = new ExportLosses(format);
    let [items, labels] = [0, 0];
    for (const item of exportItems(request, format, db, losses, half)) {
      if (Atomics.load(cancelled, 0) !== 0) throw new CancelledError();
      writer.item(item);
      items += 1;
      labels += item.labels.length;
      if (items % 100 === 0) onProgress(items);
    }
    writer.finish();
    files.closeAll();
    const { leftOut, unavailable } = countExport(db, stages);
    const summary = { items, leftOut, unavailable, labels, losses: losses.list() };
    const info = {
      ...{ format: format.id, projectName, appVersion, what, stages, images, createdAt, ...summary },
      journalHead: findHead(db)?.hash ?? null,
      coordinates: 'pixels of the upright image (EXIF orientation applied), origin at the top left',
    };
    writeFileSync(path.join(half, 'export-info.json'), `${JSON.stringify(info, null, 2)}\n`, { flush: true });
    return summary;
  } finally {
    files.abandon();
    db.close();
  }
}

/**
 * Writes an export into a hidden folder beside the target and renames it at the end: the target is there whole and on
 * disk, or not at all. Reads through a connection of its own, in one snapshot.
 * @throws {AppError} export.imageUnreadable @throws {CancelledError} @throws errors of the file system
 */
export function writeExport(request: ExportRequest, onProgress: (done: number) => void): ExportSummary {
  const { folder } = request;
  removeLeftHalves(folder);
  const half = makeHalfFolder(folder);
  try {
    const summary = writeInto(half, request, onProgress);
    syncFolders(half);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(half, folder);
    syncToDisk(path.dirname(folder), 'folder');
    return summary;
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  }
}
