import { z } from 'zod';

/** How pictures are written that are made for an export. */
export const pictureFormats = ['png', 'jpeg'] as const;
export const pictureEncodingSchema = z
  .object({
    format: z.enum(pictureFormats).default('png'),
    /** Of JPEG. */
    quality: z.int().min(1).max(100).default(92),
  })
  .readonly();
export type PictureEncoding = z.infer<typeof pictureEncodingSchema>;

/** One picture of each object, beside the labels. */
export const cropOptionsSchema = z
  .object({
    /** Added on each side of the object's box, as a part of that side's length. */
    margin: z.number().min(0).max(10).default(0.1),
    /** Objects whose box, without the margin, is narrower or lower than this are left out, in pixels. */
    minSizePx: z.int().min(1).max(100_000).default(8),
    encoding: pictureEncodingSchema.default({ format: 'png', quality: 92 }),
  })
  .readonly();
export type CropOptions = z.infer<typeof cropOptionsSchema>;

export const augmentOps = ['flip', 'rotate', 'crop', 'color', 'noise', 'mosaic'] as const;
export type AugmentOp = (typeof augmentOps)[number];

/** Changed copies of the images, with their labels. */
export const augmentOptionsSchema = z
  .object({
    /** Of each image. */
    copies: z.int().min(1).max(100),
    seed: z.int().min(0).max(0xffff_ffff).default(0),
    ops: z
      .array(z.enum(augmentOps))
      .min(1)
      .max(augmentOps.length)
      .readonly()
      .default(['flip', 'rotate', 'crop', 'color']),
    encoding: pictureEncodingSchema.default({ format: 'png', quality: 92 }),
  })
  .readonly();
export type AugmentOptions = z.infer<typeof augmentOptionsSchema>;

/** What classes are written, and as what. Names are those of the project's classes. */
export const classChoiceSchema = z
  .object({
    /** Absent: all. */
    only: z.array(z.string()).max(10_000).readonly().optional(),
    /** The class that a class is written as; null: it is left out. */
    map: z.record(z.string(), z.string().trim().max(200).nullable()).readonly().default({}),
  })
  .readonly();
export type ClassChoice = z.infer<typeof classChoiceSchema>;
