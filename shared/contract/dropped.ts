import type { Grant } from './hostApi.ts';

/** What was dropped on the window, as far as its host can tell. */
export interface Dropped {
  readonly kind: 'folder' | 'model' | 'project' | 'card' | 'other';
  readonly grant: Grant;
}

/** By its name; a folder is told by looking. */
export function dropKind(name: string): Exclude<Dropped['kind'], 'folder'> {
  if (/\.onnx$/i.test(name)) return 'model';
  if (/\.firstpass$/i.test(name)) return 'project';
  return /\.json$/i.test(name) ? 'card' : 'other';
}
