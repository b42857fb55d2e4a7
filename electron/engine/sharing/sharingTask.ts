import type { ItemId } from '#shared/model/ids.ts';
import type { WorkDoors } from '../datasets/gatedWork.ts';
import type { HandOutRequest } from './handOut.ts';
import type { MergeOptions } from './merge/planMerge.ts';
import type { PackRequest } from './packDatabase.ts';
import type { UnpackRequest } from './unpackProject.ts';

/** What one task of the worker is, apart from what all have in common. */
export type SharingPart =
  | { readonly kind: 'pack'; readonly request: PackRequest }
  | { readonly kind: 'handOut'; readonly request: PackRequest; readonly items: Omit<HandOutRequest, 'projectPath'> }
  | { readonly kind: 'unpack'; readonly request: UnpackRequest }
  /** Copies a package, checks it, and says what would come in. */
  | { readonly kind: 'take'; readonly source: string; readonly copy: string; readonly options: MergeOptions }
  | { readonly kind: 'plan'; readonly copy: string; readonly options: MergeOptions }
  | { readonly kind: 'sides'; readonly copy: string; readonly itemId: ItemId }
  /** Waits at the gate until nobody else writes, then writes from a connection of its own. */
  | { readonly kind: 'merge'; readonly copy: string; readonly options: MergeOptions; readonly actor: string };

/** `projectPath` is empty where no project is open: nothing but unpacking needs none. */
export type SharingTask = WorkDoors & { readonly projectPath: string } & SharingPart;
