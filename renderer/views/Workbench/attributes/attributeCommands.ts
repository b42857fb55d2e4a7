import type { UiKey } from '#shared/text/texts.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';
import { focusAttributes } from './askForMissing.ts';
import { listAttributeRows } from './attributeRows.ts';

/** The labels that are selected. */
export function selectedLabels({ objects, selectedIds }: WorkbenchState) {
  return objects.flatMap(({ id, annotation }) => (annotation && selectedIds.has(id) ? [annotation] : []));
}

/** The commands of attributes and classes. @returns a function that takes them away again. */
export function provideAttributeCommands(bench: WorkbenchState): () => void {
  const writable = (): UiKey | null =>
    !bench.document ? 'reason.notHere' : bench.isReadOnly ? 'reason.readOnly' : null;
  const fillable = (): UiKey | null => {
    const labels = selectedLabels(bench);
    if (labels.length === 0) return 'reason.nothingSelected';
    const { rows } = listAttributeRows(labels, bench.classes);
    return rows.some(({ definition }) => definition !== null) ? null : 'reason.noAttributes';
  };
  const classToEdit = () => bench.current?.classId ?? bench.armedClassId ?? bench.classes[0]?.id ?? null;
  return bench.app.commands.provide({
    'object.attributes': { check: () => writable() ?? fillable(), run: () => focusAttributes(bench, null) },
    'classes.edit': {
      check: () => writable() ?? (classToEdit() === null ? 'bench.noClass' : null),
      run: () => (bench.attributes.editedClassId = classToEdit()),
    },
  });
}
