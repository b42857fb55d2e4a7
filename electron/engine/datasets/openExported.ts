import type { Database } from 'better-sqlite3';
import { openReader } from '../db/openReader.ts';
import { openVersion } from '../db/openVersion.ts';
import type { PreviewRequest } from './exportRequest.ts';

/** What an export reads: the project as it is now, or as it was in a version. The caller closes it. */
export function openExported({ projectPath, version }: PreviewRequest): Database {
  return version ? openVersion(projectPath, version.snapshotPath) : openReader(projectPath);
}
