import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';

/** One at a time: the answer comes before the next request. */
export interface AdjustRequest {
  /** null: the same as before. */
  readonly photo: ImageBitmap | null;
  readonly adjust: PhotoAdjust;
}

export interface AdjustAnswer {
  readonly bitmap: ImageBitmap;
}
