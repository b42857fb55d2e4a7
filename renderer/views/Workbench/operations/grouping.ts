/** What belongs together. */
import { editLabel } from '#shared/text/editLabel.ts';
import { group, ungroup } from '#shared/actions/groupAnnotations.ts';
import type { AnnotationId, GroupId } from '#shared/model/ids.ts';
import type { UiKey } from '#shared/text/texts.ts';
import type { CommandAction } from '../../../state/CommandCenter.svelte.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

const newId = (): string => crypto.randomUUID();

/** Selected labels that can be grouped: a class of the whole image has no place beside others. */
function groupable({ objects, selectedIds }: WorkbenchState): AnnotationId[] {
  return objects.flatMap(({ id, annotation, shape }) =>
    annotation && selectedIds.has(id) && shape.kind !== 'whole' ? [annotation.id] : [],
  );
}

/** The commands of it. @returns a function that takes them away again. */
export function provideGroupCommands(bench: WorkbenchState): () => void {
  const writable = (): UiKey | null =>
    bench.document ? (bench.isReadOnly ? 'reason.readOnly' : null) : 'reason.notHere';
  const grouped = (): UiKey | null => (bench.selection.some((id) => bench.groups.has(id)) ? null : 'reason.notGrouped');
  const actions = {
    'object.group': {
      check: () => writable() ?? (groupable(bench).length > 1 ? null : 'reason.twoLabels'),
      run: () => {
        const ids = groupable(bench);
        if (!bench.document) return;
        bench.apply(group(bench.document, ids, newId() as GroupId), editLabel('group', { count: ids.length }));
      },
    },
    'object.ungroup': {
      check: () => writable() ?? grouped(),
      run: () => {
        if (bench.document) bench.apply(ungroup(bench.document, groupable(bench)), editLabel('dissolveGroup'));
      },
    },
    'object.selectGroup': {
      check: grouped,
      run: () => bench.select([...new Set(bench.selection.flatMap((id) => bench.groups.of(id)))]),
    },
  } as const satisfies Record<string, CommandAction>;
  return bench.app.commands.provide(actions);
}
