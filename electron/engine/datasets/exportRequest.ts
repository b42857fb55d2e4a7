import type { Stage } from '#shared/model/item.ts';

/** What an export is to be, as the worker gets it. */
export interface ExportRequest {
  readonly projectPath: string;
  readonly projectName: string;
  readonly format: string;
  /** Absolute; absent or empty. */
  readonly folder: string;
  readonly what: 'annotations' | 'predictions';
  readonly stages: readonly Stage[];
  readonly images: 'copy' | 'link' | 'leave';
}

export interface ExportSummary {
  readonly items: number;
  readonly leftOut: number;
  readonly labels: number;
  /** Labels of shapes that the format can't hold. */
  readonly lostLabels: number;
}

export type ExportMessage =
  { readonly kind: 'progress'; readonly done: number } | { readonly kind: 'done'; readonly summary: ExportSummary };
