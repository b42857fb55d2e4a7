import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { Version } from '#shared/contract/versions.ts';
import { describeLabels } from '../../db/contentHash.ts';
import type { JournalEntry } from '../../db/journal.ts';
import { openReader } from '../../db/openReader.ts';
import { openReplay } from '../../db/replay.ts';

/**
 * Makes a database of its own of a project as it was in a version: the journal replayed up to there. Derived data of files and models is not
 * in it, and of the journal only the last entry. It gets its name when it is whole.
 * @param target where it is to lie
 * @param count called with the entries so far; what it throws ends the work
 * @throws {AppError} version.damaged when the journal does not give what the version says
 */
export function buildSnapshot(
  projectPath: string,
  version: Version,
  target: string,
  count: (entries: number, total: number) => void,
): void {
  mkdirSync(path.dirname(target), { recursive: true });
  const half = `${target}.${process.pid}.tmp`;
  rmSync(half, { force: true });
  const project = openReader(projectPath);
  try {
    const replay = openReplay(half);
    try {
      const entries = project.prepare('SELECT * FROM journal WHERE seq <= ? ORDER BY seq');
      let last: JournalEntry | null = null;
      for (const entry of entries.iterate(version.seq) as IterableIterator<JournalEntry>) {
        replay.apply(entry);
        last = entry;
        count(entry.seq, version.seq);
      }
      if (last?.hash !== version.journalHash || describeLabels(replay.db).contentHash !== version.contentHash)
        throw new AppError('version.damaged', { name: version.name });
      replay.db
        .prepare(
          `INSERT INTO journal (seq, at, actor, op, subject, label, undoes, body, hash)
           VALUES (@seq, @at, @actor, @op, @subject, @label, NULL, @body, @hash)`,
        )
        .run(last);
      replay.db.exec('COMMIT');
    } finally {
      replay.db.close();
    }
    renameSync(half, target);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  } finally {
    project.close();
  }
}
