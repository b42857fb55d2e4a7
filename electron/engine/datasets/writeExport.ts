import { copyFileSync, linkSync, mkdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { assertExists } from '#shared/base/assert.ts';
import type { ExportItem, Format } from '#shared/formats/format.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import { listClasses } from '../db/classes.ts';
import { countExport, eachExportRow, listExportAnnotations, listExportPredictions } from '../db/exportRows.ts';
import type { ExportRow } from '../db/exportRows.ts';
import { findHead } from '../db/journal.ts';
import { openReader } from '../db/openReader.ts';
import type { ExportRequest, ExportSummary } from './exportRequest.ts';
import { TextFiles } from './textFiles.ts';

/** Several roots may hold the same relative path: from the second root on they get its number as a folder. */
function pathInExport({ rootId, path: relative }: ExportRow, firstRootId: number): string {
  return rootId === firstRootId ? relative : `root-${rootId}/${relative}`;
}

/** `a.jpg` and `a.png` would share one label file: the second one gets its item's number. */
function distinctPath(inExport: string, id: number, taken: Set<string>): string {
  const { dir, name, ext } = path.posix.parse(inExport);
  const key = `${dir}/${name}`.toLowerCase();
  const distinct = taken.has(key) ? `${dir}/${name}-item${id}${ext}` : inExport;
  taken.add(key);
  return distinct;
}

function placeImage(row: ExportRow, target: string, how: 'copy' | 'link'): void {
  const source = path.join(row.root, row.path);
  mkdirSync(path.dirname(target), { recursive: true });
  if (how === 'link') {
    try {
      linkSync(source, target);
      return;
    } catch (error) {
      // Another disk, or a file system without links: a copy serves as well.
      if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  copyFileSync(source, target);
}

function* exportItems(
  request: ExportRequest,
  format: Format,
  db: ReturnType<typeof openReader>,
  out: string,
): Generator<ExportItem> {
  const { what, stages, images } = request;
  const firstRootId = (db.prepare('SELECT min(id) FROM roots').pluck().get() as number | null) ?? 0;
  const taken = new Set<string>();
  const labelsOf = what === 'annotations' ? listExportAnnotations : listExportPredictions;
  for (const row of eachExportRow(db, stages)) {
    const inExport = distinctPath(`${format.imageFolder}/${pathInExport(row, firstRootId)}`, row.id, taken);
    if (images !== 'leave') placeImage(row, path.join(out, inExport), images);
    const imagePath = images === 'leave' ? path.join(row.root, row.path).split(path.sep).join('/') : inExport;
    const stem = inExport.slice(format.imageFolder.length + 1).replace(/\.[^./]*$/, '');
    yield { id: row.id, imagePath, stem, widthPx: row.widthPx, heightPx: row.heightPx, labels: labelsOf(db, row.id) };
  }
}

/**
 * Writes an export into a hidden folder beside the target and renames it at the end: the target is there whole, or not
 * at all. Reads through a connection of its own, in one snapshot.
 */
export function writeExport(request: ExportRequest, onProgress: (done: number) => void): ExportSummary {
  const { folder, projectPath, projectName, what, stages } = request;
  const format = assertExists(findFormat(request.format), 'the format was checked before');
  const half = path.join(path.dirname(folder), `.${path.basename(folder)}.firstpass-export`);
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const db = openReader(projectPath);
  const files = new TextFiles(half);
  try {
    db.exec('BEGIN');
    const createdAt = new Date().toISOString();
    const writer = format.createWriter({ projectName, classes: listClasses(db), createdAt }, (file, text) =>
      files.append(file, text),
    );
    let [items, labels, lostLabels] = [0, 0, 0];
    for (const item of exportItems(request, format, db, half)) {
      const held = item.labels.filter(({ shape }) => format.shapes.includes(shape.kind));
      writer.item({ ...item, labels: held });
      items += 1;
      labels += held.length;
      lostLabels += item.labels.length - held.length;
      if (items % 100 === 0) onProgress(items);
    }
    writer.finish();
    files.closeAll();
    const summary = { items, leftOut: countExport(db, stages).leftOut, labels, lostLabels };
    const info = {
      ...{ format: format.id, projectName, what, stages, createdAt, ...summary },
      journalHead: findHead(db)?.hash ?? null,
      coordinates: 'pixels of the upright image (EXIF orientation applied), origin at the top left',
    };
    writeFileSync(path.join(half, 'export-info.json'), `${JSON.stringify(info, null, 2)}\n`, { flush: true });
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(half, folder);
    return summary;
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  } finally {
    db.close();
  }
}
