import { z } from 'zod';
import { augmentOptionsSchema, classChoiceSchema, cropOptionsSchema } from '../../model/exportOptions.ts';
import type { ItemId, JobId, VersionId } from '../../model/ids.ts';
import { stageSchema } from '../../model/item.ts';
import type { ItemPlace } from '../../model/itemName.ts';
import type { Skeleton } from '../../model/skeleton.ts';
import type { Shape, ShapeKind } from '../../shapes/shapeRegistry.ts';
import type { Methods } from '../method.ts';
import { act, grant, id, nothing, read } from '../method.ts';

export interface ExportFormatInfo {
  readonly id: string;
  readonly name: string;
  readonly shapes: readonly ShapeKind[];
  readonly holdsAttributes: boolean;
  readonly holdsGroups: boolean;
  /** Whether it can't be written without copies of the images or links to them. */
  readonly needsImages: boolean;
  /** Medical files that its labels belong to; null: any image. */
  readonly needs: 'nifti' | 'dicom' | null;
}

/** What a person says about a data set, for its card. */
const cardWords = z.object({
  licence: z
    .string()
    .max(500)
    .transform((text) => text.trim())
    .default(''),
  /** Where the images come from. */
  source: z
    .string()
    .max(5000)
    .transform((text) => text.trim())
    .default(''),
  /** Whether the card says who labeled how many images. */
  people: z.boolean().default(false),
});
export type CardWords = z.output<typeof cardWords>;

export const lossReasons = [
  ...(['shape', 'class', 'attribute', 'group', 'hole', 'fraction', 'joint', 'outside'] as const),
  ...(['noClass', 'severalClasses', 'file', 'burnedIn'] as const),
] as const;

/** Labels that an export leaves out, and why. */
export interface ExportLoss {
  /**
   * `shape`: the format can't hold it; `class`: the model's class is matched with none of the project; `attribute`: the
   * label is written, but not its value of this attribute; `group`: it is written, but not that it belongs to others;
   * `hole`: the polygon is written, but not its holes; `fraction`:
   * it is written, but only to whole pixels; `joint`: the keypoints are written, but not this joint, which their class hasn't; `outside`: nothing of it lies in the
   * image, and the format has no place for that; `noClass`, `severalClasses`: the image is left out, because the format has one class for
   * each; `file`: it is of no file of the kind that is written; `burnedIn`: text about the patient may be part of the picture.
   */
  readonly reason: (typeof lossReasons)[number];
  /** Of the shape kind, of the model's class, of the attribute, of the joint, or of the kind of file; else nothing. */
  readonly name: string;
  readonly count: number;
}

/** A changed copy as an export would write it. */
export interface ExportSample {
  /** Of the copy itself. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** JPEG in base64, smaller than the copy. */
  readonly picture: string;
  /** In pixels of the copy. */
  readonly labels: readonly {
    readonly className: string;
    /** As of the class. */
    readonly color: string;
    readonly shape: Shape;
    readonly skeleton?: Skeleton | undefined;
  }[];
}

export interface ExportSamples {
  /** Images that get copies. */
  readonly total: number;
  /** null: there is none at that place. */
  readonly image: (ItemPlace & { readonly id: ItemId }) | null;
  /** The first ones of it; none when the format has no place for the image. */
  readonly copies: readonly ExportSample[];
}

/**
 * DICOM files are copied without what tells whose they are, and nothing else is: the names of the copies are numbers. Absent: no copies.
 * `burnedIn`: what becomes of pictures that text may be part of.
 */
const deidentify = z.object({ burnedIn: z.enum(['leaveOut', 'keep']).default('leaveOut') });

/** What an export is of. */
const choice = {
  format: z.string(),
  /**
   * Default for annotations: labeled and approved, so that unreviewed images never become negatives; for
   * predictions: all.
   */
  stages: z.array(stageSchema).optional(),
  /** Only what this query finds. */
  where: z.string().max(10_000).optional(),
  /** Whether training, validation and test are written apart; items in none of them are left out. */
  splits: z.boolean().default(false),
  /** The annotations as they were then; absent: as they are now. */
  versionId: id<VersionId>().optional(),
  /** Absent: all classes, as they are. */
  classes: classChoiceSchema.optional(),
  deidentify: deidentify.optional(),
};
const what = z.enum(['annotations', 'predictions']);

export const exportsApi = {
  'exports.formats': read<readonly ExportFormatInfo[]>()(nothing),
  /** Whether the project has DICOM files, which an export can de-identify. */
  'exports.hasDicom': read<boolean>()(nothing),
  /**
   * What an export would hold before it is written. `leftOut`: items of other stages; `withoutSplit`: items that are in no split, where it
   * is written apart by split; `unavailable`: items of these stages that are missing, unreadable, not read yet, or changed since they were
   * labeled and not confirmed; `chosenOut`: labels of classes that are left out by choice.
   */
  'exports.preview': read<{
    items: number;
    leftOut: number;
    withoutSplit: number;
    unavailable: number;
    labels: number;
    chosenOut: number;
    /** Of the project, in order, with all their labels in these items, and the class that they are written as; null: left out. */
    classes: readonly { readonly name: string; readonly labels: number; readonly writtenAs: string | null }[];
    losses: readonly ExportLoss[];
  }>()(z.object({ ...choice, what })),
  /** Which items lose something in one way, in path order, and how often each does. */
  'exports.lossItems': read<{
    items: readonly { readonly itemId: ItemId; readonly path: string; readonly count: number }[];
    hasMore: boolean;
  }>()(
    z.object({
      ...{ ...choice, what },
      reason: z.enum(lossReasons),
      name: z.string().max(10_000),
      /** Those behind this item; absent: from the first on. */
      after: id<ItemId>().optional(),
      limit: z.int().min(1).max(1000).default(100),
    }),
  ),
  /**
   * Changed copies of the image at place `at` of those that get any, in path order: what an export of these options writes. The newest question
   * ends the one before, whose answer is null.
   */
  'exports.samples': act<ExportSamples | null>()(
    z.object({ ...{ ...choice, what }, augment: augmentOptionsSchema, at: z.int().min(0) }),
  ),
  /** Nobody waits for such an answer any more. */
  'exports.endSamples': act<null>()(nothing),
  'exports.start': act<{ jobId: JobId }>()(
    z.object({
      ...choice,
      folder: grant,
      what: what.default('annotations'),
      images: z.enum(['copy', 'link', 'leave']).default('leave'),
      card: cardWords.prefault({}),
      /** Pictures of the objects beside the labels; absent: none. */
      crops: cropOptionsSchema.optional(),
      /** Changed copies of the images, with their labels; absent: none. */
      augment: augmentOptionsSchema.optional(),
    }),
  ),
} as const satisfies Methods;
