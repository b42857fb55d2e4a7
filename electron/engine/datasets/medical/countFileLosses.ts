import type { Database } from 'better-sqlite3';
import type { ExportChoice } from '../../db/exportChoice.ts';
import { countOtherFiles } from '../../db/exportRows.ts';
import type { ExportLosses } from '../exportLosses.ts';

/** Counts the images that an export leaves out because of what their files are. */
export function countFileLosses(db: Database, choice: ExportChoice, losses: ExportLosses): void {
  const { otherKind, burnedIn } = countOtherFiles(db, choice);
  losses.countImages('file', choice.fileKinds?.at(-1) ?? '', otherKind);
  losses.countImages('burnedIn', '', burnedIn);
}
