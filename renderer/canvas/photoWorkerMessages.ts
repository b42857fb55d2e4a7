import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import type { DeepGrey } from './photo.ts';

/** One at a time: the answer comes before the next request. */
export interface AdjustRequest {
  /** The photo, one way or the other; both null: the same as before. */
  readonly photo: ImageBitmap | null;
  readonly deep: DeepGrey | null;
  readonly adjust: PhotoAdjust;
}

export interface AdjustAnswer {
  readonly bitmap: ImageBitmap;
}
