import type { EngineOutput } from '#shared/contract/engineApi.ts';
import { listClasses } from '../db/classes.ts';
import { countExport, eachExportRow } from '../db/exportRows.ts';
import { createLabelChooser } from './chooseLabels.ts';
import { describeClasses } from './describeClasses.ts';
import { countFileLosses } from './medical/countFileLosses.ts';
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
    let [items, labels] = [0, 0];
    for (const row of eachExportRow(db, request)) {
      const admitted = chooser.admit(row, chooser.choose(row));
      if (!admitted) continue;
      items += 1;
      labels += admitted.labels.length;
    }
    countFileLosses(db, request, chooser.losses);
    const classes = describeClasses(listClasses(db), chooser);
    return {
      ...countExport(db, request),
      ...{ items, labels, classes, chosenOut: chooser.chosenOut(), losses: chooser.losses.list() },
    };
  } finally {
    db.close();
  }
}
