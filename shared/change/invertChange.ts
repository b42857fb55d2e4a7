import type { Change, RecordDiff } from './change.ts';

export function invertDiff<Row>(diff: RecordDiff<Row>): RecordDiff<Row> {
  return { added: diff.removed, removed: diff.added, updated: diff.updated.map(([from, to]) => [to, from] as const) };
}

/** The change that takes `change` back: applying both leaves a document as it was. */
export function invertChange(change: Change): Change {
  return {
    annotations: invertDiff(change.annotations),
    decisions: invertDiff(change.decisions),
    stage: change.stage === null ? null : [change.stage[1], change.stage[0]],
  };
}
