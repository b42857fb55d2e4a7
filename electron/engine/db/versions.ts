import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import type { Version } from '#shared/contract/versions.ts';
import type { VersionId } from '#shared/model/ids.ts';
import { commit } from './commit.ts';
import { prepare } from './prepare.ts';

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

const columns = `id, name, note, seq, journal_hash AS journalHash, content_hash AS contentHash, items, labels, actor, at`;

/** Newest first. */
export function listVersions(db: Database): Version[] {
  return prepare(db, `SELECT ${columns} FROM versions ORDER BY seq DESC, id DESC`).all() as Version[];
}

/** @throws {AppError} version.notFound */
export function getVersion(db: Database, id: VersionId): Version {
  const found = prepare(db, `SELECT ${columns} FROM versions WHERE id = ?`).get(id) as Version | undefined;
  if (!found) throw new AppError('version.notFound', { name: `#${id}` });
  return found;
}

/** The newest version with these labels. */
export function findVersionOf(db: Database, contentHash: string): Version | undefined {
  return listVersions(db).find((version) => version.contentHash === contentHash);
}

/** @throws {AppError} version.exists */
export function assertVersionNameFree(db: Database, name: string, except: number | null): void {
  const other = prepare(db, 'SELECT id FROM versions WHERE name = ?').pluck().get(name) as number | undefined;
  if (other !== undefined && other !== except) throw new AppError('version.exists', { name });
}

/** Above every number that a version ever had: the journal tells of those that are deleted, too. */
function nextId(db: Database): number {
  const known = `SELECT max(CAST(substr(subject, 9) AS INTEGER)) FROM journal WHERE subject >= 'version:' AND subject < 'version;'`;
  return ((prepare(db, known).pluck().get() as number | null) ?? 0) + 1;
}

/** @throws {AppError} version.exists */
export function insertVersion({ db, actor }: Writer, version: Omit<Version, 'id' | 'actor' | 'at'>): Version {
  assertVersionNameFree(db, version.name, null);
  const id = nextId(db) as VersionId;
  const label = `Name version ${version.name}`;
  commit(db, { op: 'version.named', body: { id, ...version }, actor, subject: `version:${id}`, label });
  return getVersion(db, id);
}

/** @throws {AppError} version.notFound, version.exists */
export function updateVersion(
  { db, actor }: Writer,
  id: VersionId,
  wanted: { readonly name?: string | undefined; readonly note?: string | undefined },
): Version {
  const { name, note } = getVersion(db, id);
  const to = { name: wanted.name ?? name, note: wanted.note ?? note };
  if (to.name === name && to.note === note) return getVersion(db, id);
  assertVersionNameFree(db, to.name, id);
  const label = `Change version ${name}`;
  const body = { id, from: { name, note }, to };
  commit(db, { op: 'version.updated', body, actor, subject: `version:${id}`, label });
  return getVersion(db, id);
}

/** @throws {AppError} version.notFound */
export function deleteVersion({ db, actor }: Writer, id: VersionId): void {
  const { name } = getVersion(db, id);
  const label = `Delete version ${name}`;
  commit(db, { op: 'version.deleted', body: { id, name }, actor, subject: `version:${id}`, label });
}
