import type { PartFrame, PhotoPart } from '#shared/geometry/photoPart.ts';

export interface EdgeRequest {
  /** Comes back with the answer. */
  readonly id: number;
  /** null: the same as before. */
  readonly part: PhotoPart | null;
  /** A pixel of the part. */
  readonly from: number;
  /** Pixels of the part. */
  readonly snapRadius: number;
}

/** The tree of `growTree`. */
export interface EdgeAnswer {
  readonly id: number;
  readonly frame: PartFrame;
  /** null: the same as before. */
  readonly costs: Uint8Array<ArrayBuffer> | null;
  readonly came: Uint8Array<ArrayBuffer>;
  readonly seed: number;
}
