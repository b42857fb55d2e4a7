import type { RecordDiff } from './change.ts';

/** A record that both sides changed, and differently; null: it is not there. */
export interface RecordConflict<Row> {
  readonly base: Row | null;
  readonly mine: Row | null;
  readonly theirs: Row | null;
}

export interface MergedRecords<Row> {
  /** What only they changed: it makes `mine` what both sides want. */
  readonly taken: RecordDiff<Row>;
  readonly conflicts: readonly RecordConflict<Row>[];
}

export type IsSame = (a: unknown, b: unknown) => boolean;

/** Three-way merge of records by their id: what one side changed is that side's, what both did is done once, and what they did differently is told. */
export function mergeRecords<Row extends { readonly id: string }>(
  base: readonly Row[],
  mine: readonly Row[],
  theirs: readonly Row[],
  isSame: IsSame,
): MergedRecords<Row> {
  const [inBase, inMine, inTheirs] = [base, mine, theirs].map((rows) => new Map(rows.map((row) => [row.id, row]))) as [
    Map<string, Row>,
    Map<string, Row>,
    Map<string, Row>,
  ];
  const added: Row[] = [];
  const updated: (readonly [Row, Row])[] = [];
  const removed: Row[] = [];
  const conflicts: RecordConflict<Row>[] = [];
  for (const id of new Set([...inTheirs.keys(), ...inBase.keys()])) {
    const [before, here, there] = [inBase.get(id) ?? null, inMine.get(id) ?? null, inTheirs.get(id) ?? null];
    if (isSame(there, before) || isSame(there, here)) continue;
    if (!isSame(here, before)) conflicts.push({ base: before, mine: here, theirs: there });
    else if (here && there) updated.push([here, there]);
    else if (here) removed.push(here);
    else if (there) added.push(there);
  }
  return { taken: { added, updated, removed }, conflicts };
}
