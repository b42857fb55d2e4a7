import { z } from 'zod';

const number = z.number();
export const planeSchema = z.enum(['axial', 'coronal', 'sagittal']);
export type Plane = z.infer<typeof planeSchema>;

/**
 * What a medical file or a file of many frames tells of one of them. Nothing else is kept of what stands in it: no name, no date, no
 * number of a patient, an examination, a physician or an institution.
 */
export const itemFactsSchema = z
  .object({
    kind: z.enum(['dicom', 'nifti', 'tiff']),
    frameCount: z.int().min(1),
    /** As DICOM abbreviates it: CT, MR, US. */
    modality: z.string().max(16).optional(),
    bodyPart: z.string().max(16).optional(),
    photometric: z.string().max(16).optional(),
    /** From the centre of a pixel to that of the next, in millimetres; in a projection at the detector, which is larger than the body. */
    spacing: z
      .object({ xMm: number.positive(), yMm: number.positive(), isAtDetector: z.boolean() })
      .readonly()
      .optional(),
    /** What of the body lies beyond each border: letters of R(ight), L(eft), A(nterior), P(osterior), H(ead), F(eet). */
    sides: z.object({ left: z.string(), right: z.string(), top: z.string(), bottom: z.string() }).readonly().optional(),
    /** Of the values, as HU. */
    unit: z.string().max(16).optional(),
    /** Windows that the file asks for, in values, the usual one first. */
    windows: z
      .array(z.object({ name: z.string().max(24), centre: number, width: number }).readonly())
      .max(16)
      .readonly()
      .optional(),
    /** Value of a sample: `slope * sample + intercept`. */
    scale: z.object({ slope: number, intercept: number }).readonly().optional(),
    /** Whether text about the patient may be part of the picture. */
    burnedIn: z.enum(['yes', 'possible', 'no']).optional(),
    /** Of a volume: how its slices lie. */
    plane: planeSchema.optional(),
    /** Which of the slices of its plane it is, from 0; absent in projects of older programs, which had axial ones alone. */
    slice: z.int().min(0).optional(),
    /** The slices of each plane as frames: the first one's number, from 0, and how many there are. */
    planes: z
      .array(z.object({ name: planeSchema, first: z.int(), count: z.int() }).readonly())
      .max(3)
      .readonly()
      .optional(),
  })
  .readonly();

export type ItemFacts = z.infer<typeof itemFactsSchema>;
