import type { CardWords, ExportLoss } from '#shared/contract/api/exportsApi.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { AugmentOptions, ClassChoice, CropOptions } from '#shared/model/exportOptions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { FileState } from '#shared/model/item.ts';
import type { ExportChoice } from '../db/exportChoice.ts';
import type { PictureTask } from './pictures/pictureTask.ts';

/** A version to export: its name and hash, and the database that was made of it. */
export interface ExportedVersion {
  readonly name: string;
  readonly contentHash: string;
  readonly snapshotPath: string;
}

/** What an export is to hold, as the worker gets it. */
export interface PreviewRequest extends ExportChoice {
  readonly projectPath: string;
  readonly format: string;
  readonly what: 'annotations' | 'predictions';
  /** Copies of DICOM files that name nobody; absent: none. */
  readonly deidentify?: { readonly burnedIn: 'leaveOut' | 'keep' } | undefined;
  /** Annotations as they were then; null: as they are now. */
  readonly version: ExportedVersion | null;
  /** Absent: all classes, as they are. */
  readonly classes?: ClassChoice | undefined;
}

/** Which items lose what; see exports.lossItems. */
export interface LossRequest extends PreviewRequest, Omit<ExportLoss, 'count'> {
  readonly after?: ItemId | undefined;
  readonly limit: number;
}

/** What an export is to be. */
export interface ExportRequest extends PreviewRequest {
  readonly projectName: string;
  /** Of the program, for the record that goes with the export. */
  readonly appVersion: string;
  /** Absolute; absent or empty. */
  readonly folder: string;
  readonly images: 'copy' | 'link' | 'leave';
  readonly card: CardWords;
  /** Pictures of the objects beside the labels; absent: none. */
  readonly crops?: CropOptions | undefined;
  /** Changed copies; absent: none. */
  readonly augment?: AugmentOptions | undefined;
  /** One number that becomes 1 when the person cancels: a worker thread that writes reads no messages. */
  readonly cancelled: Int32Array<SharedArrayBuffer>;
}

/** Which changed copies are shown before an export; see exports.samples. */
export interface SampleRequest extends PreviewRequest {
  readonly appVersion: string;
  readonly augment: AugmentOptions;
  /** Which image, of those that get copies. */
  readonly at: number;
}

/** What one worker does. */
export type ExportTask =
  | { readonly kind: 'write'; readonly request: ExportRequest }
  | { readonly kind: 'preview'; readonly request: PreviewRequest }
  | { readonly kind: 'lossItems'; readonly request: LossRequest }
  | { readonly kind: 'samples'; readonly request: SampleRequest }
  | { readonly kind: 'hasDicom'; readonly projectPath: string };

export interface ExportSummary {
  readonly items: number;
  /** Items of other stages. */
  readonly leftOut: number;
  /** Items that are in no split, of an export that is written apart by split. */
  readonly withoutSplit: number;
  /** Items of these stages that are missing, unreadable, not read yet, or changed and not confirmed. */
  readonly unavailable: number;
  /** The first ones of them. */
  readonly unavailableItems: readonly { readonly path: string; readonly fileState: FileState }[];
  readonly labels: number;
  readonly losses: readonly ExportLoss[];
  /** Labels of classes that are left out by choice. */
  readonly chosenOut: number;
  /** Turns of the imaging process that it took. */
  readonly pictures: number;
  /** Of objects, and how many objects are too small for one; null: none were wanted. */
  readonly crops: { readonly written: number; readonly tooSmall: number } | null;
  /** Changed copies, their labels, and how many labels are left out of them; null: none were wanted. */
  readonly augmented: { readonly copies: number; readonly labels: number; readonly dropped: number } | null;
}

export type ExportMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** The worker waits for a PicturesAnswer. */
  | { readonly kind: 'pictures'; readonly tasks: readonly PictureTask[] }
  | { readonly kind: 'done'; readonly summary: ExportSummary }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
