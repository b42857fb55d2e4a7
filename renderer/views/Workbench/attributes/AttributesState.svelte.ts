import type { ClassId } from '#shared/model/ids.ts';

/** What of attributes and classes is being edited now. */
export class AttributesState {
  /** The class in the dialog. */
  editedClassId = $state<ClassId | null>(null);
  /** The form takes the focus when it is there: at this attribute, or at the first. */
  focusWanted = $state.raw<{ readonly name: string | null } | null>(null);
}
