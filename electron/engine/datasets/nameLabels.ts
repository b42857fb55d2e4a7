import type { Database } from 'better-sqlite3';
import { describeLabels } from '../db/contentHash.ts';
import { findVersionOf } from '../db/versions.ts';
import type { PreviewRequest } from './exportRequest.ts';

/**
 * Which labels went into an export: the content hash of all labels that the project had, exported or not, and the version that has them, if one does.
 * Predictions have none.
 */
export function nameLabels(
  db: Database,
  { what, version }: PreviewRequest,
): { readonly contentHash: string | null; readonly version: string | null } {
  if (what === 'predictions') return { contentHash: null, version: null };
  if (version) return { contentHash: version.contentHash, version: version.name };
  const { contentHash } = describeLabels(db);
  return { contentHash, version: findVersionOf(db, contentHash)?.name ?? null };
}
