/**
 * Which objects of an image are hidden from the eye, and which are locked against the hand. It belongs to the open
 * program: no label changes, and an export holds them all.
 */
export interface ObjectView {
  readonly hidden: ReadonlySet<string>;
  readonly locked: ReadonlySet<string>;
  /** What was hidden before some were looked at alone; null: none are. */
  readonly hiddenBefore: ReadonlySet<string> | null;
}

export const plainView: ObjectView = { hidden: new Set(), locked: new Set(), hiddenBefore: null };

const without = (all: Iterable<string>, ids: readonly string[]): ReadonlySet<string> => {
  const goes = new Set(ids);
  return new Set([...all].filter((id) => !goes.has(id)));
};

/** All of them are set, unless all are set already: then none is. */
function toggle(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const areAllSet = ids.every((id) => set.has(id));
  return areAllSet ? without(set, ids) : new Set([...set, ...ids]);
}

export function toggleHidden(view: ObjectView, ids: readonly string[]): ObjectView {
  return { ...view, hidden: toggle(view.hidden, ids) };
}

export function toggleLocked(view: ObjectView, ids: readonly string[]): ObjectView {
  return { ...view, locked: toggle(view.locked, ids) };
}

/** Only `ids` are shown; what is drawn afterwards shows too. Once more brings back what was shown before. */
export function toggleIsolated(view: ObjectView, all: readonly string[], ids: readonly string[]): ObjectView {
  if (view.hiddenBefore) return { ...view, hidden: view.hiddenBefore, hiddenBefore: null };
  return { ...view, hidden: without(all, ids), hiddenBefore: view.hidden };
}

export function showAll(view: ObjectView): ObjectView {
  return { ...view, hidden: new Set(), hiddenBefore: null };
}

export function unlockAll(view: ObjectView): ObjectView {
  return { ...view, locked: new Set() };
}
