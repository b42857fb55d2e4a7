import { z } from 'zod';
import { upright } from '../geometry/orientation.ts';
import { neutralAdjust, photoAdjustSchema } from './photoAdjust.ts';

const axis = z.int().min(-1).max(1);
const orientationSchema = z
  .object({ xx: axis, xy: axis, yx: axis, yy: axis })
  .readonly()
  .refine(({ xx, xy, yx, yy }) => Math.abs(xx * yy - xy * yx) === 1 && xx * yx + xy * yy === 0);

/** What the colour of a shape tells: its class, which one it is, where it comes from, how sure the model is, or who made it. */
export const colorRules = ['class', 'object', 'source', 'score', 'annotator'] as const;
export type ColorRule = (typeof colorRules)[number];

/** How a person wants to see images and what is drawn on them. The same for all images; no label knows of it. */
export const canvasLookSchema = z
  .object({
    adjust: photoAdjustSchema.catch(neutralAdjust),
    orientation: orientationSchema.catch(upright),
    /** Of the inside of shapes, 0..1. */
    fillOpacity: z.number().min(0).max(1).catch(0.12),
    /** Nothing lies over the inside of shapes. */
    isOutlined: z.boolean().catch(false),
    colorBy: z.enum(colorRules).catch('class'),
    /** Lines between pixels that are large enough. */
    hasGrid: z.boolean().catch(true),
    /** The whole image, small, while only a part of it is seen. */
    hasMinimap: z.boolean().catch(true),
    /** How the photo is shown outlives the program only where a person asks for it: nobody judges colours by a forgotten slider. */
    isKept: z.boolean().catch(false),
  })
  .readonly();

export type CanvasLook = z.infer<typeof canvasLookSchema>;

/** Reads what was stored; what makes no sense, or wasn't there yet, is as it is by default. */
export function parseLook(stored: unknown): CanvasLook {
  const parsed = canvasLookSchema.safeParse(stored);
  return parsed.success ? parsed.data : canvasLookSchema.parse({});
}

export const defaultLook = parseLook({});

/** What of it is there again after a restart. */
export const lookToKeep = (look: CanvasLook): CanvasLook =>
  look.isKept ? look : { ...look, adjust: defaultLook.adjust, orientation: upright };
