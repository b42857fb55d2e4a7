import type { Change } from './change.ts';

const emptyDiff = { added: [], updated: [], removed: [] } as const;

export const emptyChange: Change = { annotations: emptyDiff, decisions: emptyDiff, stage: null };

export function isEmptyChange(change: Change): boolean {
  const { annotations, decisions, stage } = change;
  return (
    stage === null &&
    [annotations, decisions].every((diff) => diff.added.length + diff.updated.length + diff.removed.length === 0)
  );
}
