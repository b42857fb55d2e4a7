import type { ItemId } from '../model/ids.ts';
import type { Job } from './job.ts';
import type { ErrorRecord } from './errors.ts';

/** What the engine announces. Past tense: events tell, they never ask. */
export interface EngineEvents extends Record<string, unknown> {
  /** Opened, closed, or its roots or active run changed. */
  projectChanged: Record<string, never>;
  /** Items came, went, or look different in the gallery. null: more than is worth listing. */
  itemsChanged: { readonly itemIds: readonly ItemId[] | null };
  /** Annotations, decisions or stage of an item changed. */
  documentChanged: { readonly itemId: ItemId; readonly revision: number };
  commentsChanged: { readonly itemId: ItemId };
  historyChanged: Record<string, never>;
  classesChanged: Record<string, never>;
  versionsChanged: Record<string, never>;
  modelsChanged: Record<string, never>;
  viewsChanged: Record<string, never>;
  runsChanged: Record<string, never>;
  jobProgressed: { readonly job: Job };
  /** A person's choice for the program (theme, language, panels) changed. */
  settingsChanged: { readonly key: string };
  /** A failure that belongs to no call, for a toast. */
  noticed: { readonly error: ErrorRecord };
}

export const engineEventNames = [
  'projectChanged',
  'itemsChanged',
  'documentChanged',
  'commentsChanged',
  'historyChanged',
  'classesChanged',
  'versionsChanged',
  'modelsChanged',
  'viewsChanged',
  'runsChanged',
  'jobProgressed',
  'settingsChanged',
  'noticed',
] as const satisfies readonly (keyof EngineEvents)[];
