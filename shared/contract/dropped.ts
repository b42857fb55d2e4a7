import type { Grant } from './hostApi.ts';

/** What was dropped on the window, as far as its host can tell. */
export interface Dropped {
  /** `card`: a JSON file, which describes the model that comes with it, or holds labels. */
  readonly kind: 'folder' | 'model' | 'project' | 'card' | 'labels' | 'other';
  readonly grant: Grant;
}

/** By its name; a folder is told by looking. */
export function dropKind(name: string): Exclude<Dropped['kind'], 'folder'> {
  if (/\.onnx$/i.test(name)) return 'model';
  if (/\.firstpass$/i.test(name)) return 'project';
  if (/\.json$/i.test(name)) return 'card';
  return /\.(jsonl|ndjson|xml|csv|tsv)$/i.test(name) ? 'labels' : 'other';
}
