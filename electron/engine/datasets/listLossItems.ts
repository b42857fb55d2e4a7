import type { EngineOutput } from '#shared/contract/engineApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { eachExportRow, isExported } from '../db/exportRows.ts';
import type { ExportChoice } from '../db/exportChoice.ts';
import { createLabelChooser } from './chooseLabels.ts';
import type { LossRequest } from './exportRequest.ts';
import { openExported } from './openExported.ts';

/** Images that are left out because of what their files are: those of `all` that are not among the kept. */
function leftOutByFile({ reason, ...request }: LossRequest): { all: ExportChoice; kept: ExportChoice } | null {
  const ofKind = { ...request, withoutBurnedIn: false };
  if (reason === 'file') return { all: { ...ofKind, fileKinds: [] }, kept: ofKind };
  return reason === 'burnedIn' ? { all: ofKind, kept: request } : null;
}

/**
 * The items that lose something in one way, in path order, chosen as they would be written; through a connection of its own.
 * @throws {AppError} export.* @throws errors of SQLite
 */
export function listLossItems(request: LossRequest): EngineOutput<'exports.lossItems'> {
  const { reason, name, after, limit } = request;
  const db = openExported(request);
  try {
    db.exec('BEGIN');
    let count = 0;
    const chooser = createLabelChooser(db, request, (loss) => {
      if (loss.reason === reason && loss.name === name) count += 1;
    });
    const items: { itemId: ItemId; path: string; count: number }[] = [];
    const ofFiles = leftOutByFile(request);
    for (const row of eachExportRow(db, ofFiles?.all ?? request, after)) {
      // One more than is asked for tells that there are more.
      if (items.length > limit) break;
      count = 0;
      if (!ofFiles) chooser.admit(row, chooser.choose(row));
      else if (!isExported(db, ofFiles.kept, row.id)) count = 1;
      if (count > 0) items.push({ itemId: row.id, path: row.path, count });
    }
    return { items: items.slice(0, limit), hasMore: items.length > limit };
  } finally {
    db.close();
  }
}
