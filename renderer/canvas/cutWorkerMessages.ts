import type { Area } from '#shared/geometry/areas.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';
import type { SmartPrompt } from '#shared/geometry/smartPrompt.ts';

export interface CutRequest {
  /** null: the same as before. */
  readonly part: PhotoPart | null;
  readonly prompt: SmartPrompt;
}

export interface CutAnswer {
  readonly area: Area;
}
