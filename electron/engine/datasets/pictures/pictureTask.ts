import type { AugmentPlan } from '#shared/model/augment/augmentPlan.ts';
import type { PictureEncoding } from '#shared/model/exportOptions.ts';
import type { PicturePiece, PicturePlace, PictureSource } from '#shared/contract/imagingApi.ts';

/** One picture, or several of one image, that the imaging process makes for an export. Paths are absolute. */
export type PictureTask =
  /** A frame of a file as a picture of its own, without loss. */
  | ({ readonly kind: 'render'; readonly outPath: string } & PicturePlace)
  /** Parts of one image. */
  | ({
      readonly kind: 'cut';
      readonly pieces: readonly PicturePiece[];
      readonly encoding: PictureEncoding;
    } & PicturePlace)
  /** A changed copy, no larger than `mostSidePx` when that is said; `sources` as its plan numbers them. */
  | {
      readonly kind: 'augment';
      readonly sources: readonly PictureSource[];
      readonly plan: AugmentPlan;
      readonly outPath: string;
      readonly encoding: PictureEncoding;
      readonly mostSidePx?: number | undefined;
    };

/** @throws {AppError} export.imageUnreadable, process.* */
export type MakePictures = (tasks: readonly PictureTask[]) => Promise<void>;
