import type { z } from 'zod';
import { annotationsApplied } from './annotationOps.ts';
import { itemsEdited } from './bulkOps.ts';
import { classCreated, classMatched, classUpdated } from './classOps.ts';
import { commentsApplied } from './commentOps.ts';
import { importApplied, importFinished } from './importOps.ts';
import {
  itemsAdded,
  itemsChanged,
  itemsConfirmed,
  itemsMissing,
  itemRelinked,
  itemsRelinked,
  itemsReturned,
} from './itemOps.ts';
import { mergeApplied, mergeFinished } from './mergeOps.ts';
import { packageBegun, packageFilled } from './packageOps.ts';
import { viewRemoved, viewSaved } from './viewOps.ts';
import { modelRegistered, modelUpdated, projectCreated, rootAdded, rootsMoved } from './projectOps.ts';
import { restoreApplied, restoreFinished } from './restoreOps.ts';
import { versionDeleted, versionNamed, versionUpdated } from './versionOps.ts';

/** Every kind of entry the journal can hold. */
export const ops = {
  'project.created': projectCreated,
  'root.added': rootAdded,
  'roots.moved': rootsMoved,
  'items.added': itemsAdded,
  'item.relinked': itemRelinked,
  'items.relinked': itemsRelinked,
  'items.missing': itemsMissing,
  'items.returned': itemsReturned,
  'items.changed': itemsChanged,
  'items.confirmed': itemsConfirmed,
  'class.created': classCreated,
  'class.updated': classUpdated,
  'class.matched': classMatched,
  'model.registered': modelRegistered,
  'model.updated': modelUpdated,
  'annotations.applied': annotationsApplied,
  'comments.applied': commentsApplied,
  'import.applied': importApplied,
  'import.finished': importFinished,
  'items.edited': itemsEdited,
  'view.saved': viewSaved,
  'view.removed': viewRemoved,
  'version.named': versionNamed,
  'version.updated': versionUpdated,
  'version.deleted': versionDeleted,
  'restore.applied': restoreApplied,
  'restore.finished': restoreFinished,
  'package.begun': packageBegun,
  'package.filled': packageFilled,
  'merge.applied': mergeApplied,
  'merge.finished': mergeFinished,
} as const;

export type OpName = keyof typeof ops;
export type OpBody<Name extends OpName> = z.input<(typeof ops)[Name]['body']>;
