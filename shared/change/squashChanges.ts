import type { Change, RecordDiff } from './change.ts';

function squashDiff<Row extends { readonly id: string }>(
  first: RecordDiff<Row>,
  second: RecordDiff<Row>,
): RecordDiff<Row> {
  // For every record touched: what it was before both (undefined: not there) and what it is after both.
  const span = new Map<string, { from: Row | undefined; to: Row | undefined }>();
  for (const diff of [first, second]) {
    const touch = (id: string, from: Row | undefined, to: Row | undefined): void => {
      const seen = span.get(id);
      span.set(id, { from: seen ? seen.from : from, to });
    };
    for (const row of diff.removed) touch(row.id, row, undefined);
    for (const [from, to] of diff.updated) touch(to.id, from, to);
    for (const row of diff.added) touch(row.id, undefined, row);
  }
  const spans = [...span.values()];
  return {
    added: spans.flatMap(({ from, to }) => (from === undefined && to !== undefined ? [to] : [])),
    removed: spans.flatMap(({ from, to }) => (from !== undefined && to === undefined ? [from] : [])),
    updated: spans.flatMap(({ from, to }) => (from && to && from !== to ? [[from, to] as const] : [])),
  };
}

/** One change that does what `first` and then `second` do: how a gesture of many moves becomes one undo. */
export function squashChanges(first: Change, second: Change): Change {
  const stage =
    first.stage && second.stage ? ([first.stage[0], second.stage[1]] as const) : (second.stage ?? first.stage);
  return {
    annotations: squashDiff(first.annotations, second.annotations),
    decisions: squashDiff(first.decisions, second.decisions),
    stage: stage && stage[0] === stage[1] ? null : stage,
  };
}
