import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';
import { findUnanswered } from './attributeRows.ts';

/** Puts the hand into the form of what is selected. */
export function focusAttributes({ app, attributes }: WorkbenchState, name: string | null): void {
  if (!app.showInspector) app.togglePanel('showInspector');
  attributes.focusWanted = { name };
}

/** Selects the first label that lacks a required attribute and says what is missing. @returns whether there is one. */
export function askForMissing(bench: WorkbenchState, document: ItemDocument | null): boolean {
  const found = findUnanswered(document?.annotations ?? [], bench.classes);
  if (!found) return false;
  const { app } = bench;
  const names = found.names.join(app.texts.ui('attributes.and'));
  bench.select([found.label.id]);
  app.toasts.info(app.texts.ui('attributes.asked', { name: found.labelClass.name, names }));
  focusAttributes(bench, found.names[0] ?? null);
  return true;
}
