import type { ExportLoss } from '#shared/contract/api/exportsApi.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { FrameToRender } from './askForFrame.ts';
import type { FileState } from '#shared/model/item.ts';
import type { ExportChoice } from '../db/exportChoice.ts';

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
  /** Annotations as they were then; null: as they are now. */
  readonly version: ExportedVersion | null;
}

/** What an export is to be. */
export interface ExportRequest extends PreviewRequest {
  readonly projectName: string;
  /** Of the program, for the record that goes with the export. */
  readonly appVersion: string;
  /** Absolute; absent or empty. */
  readonly folder: string;
  readonly images: 'copy' | 'link' | 'leave';
  readonly deidentify?: { readonly burnedIn: 'leaveOut' | 'keep' } | undefined;
  /** One number that becomes 1 when the person cancels: a worker thread that writes reads no messages. */
  readonly cancelled: Int32Array<SharedArrayBuffer>;
}

/** What one worker does. */
export type ExportTask =
  | { readonly kind: 'write'; readonly request: ExportRequest }
  | { readonly kind: 'preview'; readonly request: PreviewRequest }
  | { readonly kind: 'hasDicom'; readonly projectPath: string };

export interface ExportSummary {
  readonly items: number;
  /** Items of other stages. */
  readonly leftOut: number;
  /** Items of these stages that are missing, unreadable, not read yet, or changed and not confirmed. */
  readonly unavailable: number;
  /** The first ones of them. */
  readonly unavailableItems: readonly { readonly path: string; readonly fileState: FileState }[];
  readonly labels: number;
  readonly losses: readonly ExportLoss[];
}

export type ExportMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** The worker waits for a FrameAnswer. */
  | { readonly kind: 'render'; readonly frame: FrameToRender }
  | { readonly kind: 'done'; readonly summary: ExportSummary }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
