import type { BulkEditor } from '../bulk/createBulkEditor.ts';
import type { Splitter } from '../datasets/splits/createSplitter.ts';
import { splitLabel } from '../datasets/splits/splitLabel.ts';
import type { HandlersOf } from './handler.ts';

export function createSplitHandlers({
  splitter,
  bulk,
}: {
  readonly splitter: Pick<Splitter, 'plan'>;
  readonly bulk: Pick<BulkEditor, 'assignSplits'>;
}): HandlersOf<'splits'> {
  return {
    'splits.preview': async (question) => (await splitter.plan(question)).preview,
    'splits.assign': async (question) => {
      const { moves, preview } = await splitter.plan(question);
      const { jobId } = bulk.assignSplits(moves, splitLabel(question.plan));
      return { ...preview, jobId };
    },
  };
}
