import type { Database } from 'better-sqlite3';
import { mergeApplied } from '../../db/ops/mergeOps.ts';
import { prepare } from '../../db/prepare.ts';

/** Of every item the entries of a package's journal up to which it was merged: number and hash. */
export type SettledHeads = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** What was merged of a package, read from the journal: undone merges apart. */
export function listSettled(project: Database, packageId: string): SettledHeads {
  const settled = new Map<number, Map<number, string>>();
  const bodies = prepare(
    project,
    "SELECT body FROM journal WHERE subject = ? AND op = 'merge.applied' ORDER BY seq",
  ).pluck();
  for (const body of bodies.iterate(`merge:${packageId}`) as IterableIterator<string>) {
    const { theirs, settled: itemIds, takesBack } = mergeApplied.body.parse(JSON.parse(body));
    for (const itemId of itemIds) {
      const heads = settled.get(itemId) ?? new Map<number, string>();
      if (takesBack) heads.delete(theirs.seq);
      else heads.set(theirs.seq, theirs.hash);
      settled.set(itemId, heads);
    }
  }
  return settled;
}

/**
 * The entry of the package's journal that both sides have of an item: the newest one that was merged, else the hand-out. One of another copy of
 * the package, or of a later state of it, is not in this journal.
 */
export function baseSeqOf(
  heads: ReadonlyMap<number, string> | undefined,
  handedOutSeq: number,
  hashAt: (seq: number) => string | undefined,
): number {
  const known = [...(heads ?? [])].filter(([seq, hash]) => hashAt(seq) === hash).map(([seq]) => seq);
  return Math.max(handedOutSeq, ...known);
}
