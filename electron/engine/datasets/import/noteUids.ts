import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { DicomError } from '#shared/medical/dicom/elements.ts';
import { textOf } from '#shared/medical/dicom/values.ts';
import { readDicomHead } from '../medical/dicomHead.ts';

const sopInstanceUid = 0x00080018;

/** The UID of a file's image; null: it has none, or can't be read. */
function uidOf(file: string): string | null {
  try {
    return textOf(readDicomHead(file, sopInstanceUid + 1), sopInstanceUid) ?? null;
  } catch (error) {
    if (error instanceof DicomError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

/** Puts the UIDs of the project's DICOM images on the stage. They are read for each import: a project keeps none of them. */
export function noteUids(stage: Database, project: Database): void {
  const note = stage.prepare('UPDATE items SET uid = ? WHERE id = ?');
  const rows = project
    .prepare(
      `SELECT i.id, r.path AS root, i.path FROM items i JOIN roots r ON r.id = i.root_id JOIN item_probe p ON p.item_id = i.id
       WHERE p.facts ->> 'kind' = 'dicom' AND NOT i.missing ORDER BY i.root_id, i.path`,
    )
    .iterate() as IterableIterator<{ id: number; root: string; path: string }>;
  let last: { readonly file: string; readonly uid: string | null } = { file: '', uid: null };
  for (const row of rows) {
    const file = path.join(row.root, row.path);
    if (last.file !== file) last = { file, uid: uidOf(file) };
    note.run(last.uid, row.id);
  }
  stage.exec('CREATE INDEX items_uid ON items(uid, frame)');
}
