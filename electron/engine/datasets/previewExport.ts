import { listClasses } from '../db/classes.ts';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import { countExport, eachExportRow } from '../db/exportRows.ts';
import { createLabelChooser } from './chooseLabels.ts';
import { describeClasses } from './describeClasses.ts';
import { openExported } from './openExported.ts';
import type { PreviewRequest } from './exportRequest.ts';

/**
 * What an export would hold, chosen as it would be written, but not written; through a connection of its own and in one snapshot.
 * @throws {AppError} export.* @throws errors of SQLite
 */
export function previewExport(request: PreviewRequest): EngineOutput<'exports.preview'> {
  const db = openExported(request);
  try {
    db.exec('BEGIN');
    const chooser = createLabelChooser(db, request);
    let labels = 0;
    for (const row of eachExportRow(db, request)) labels += chooser.admit(row, chooser.choose(row)).length;
    const classes = describeClasses(listClasses(db), chooser);
    return {
      ...countExport(db, request),
      ...{ labels, classes, chosenOut: chooser.chosenOut(), losses: chooser.losses.list() },
    };
  } finally {
    db.close();
  }
}
