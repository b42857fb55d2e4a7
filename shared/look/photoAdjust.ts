import { z } from 'zod';
import { isEqualChoice, windowChoiceSchema } from './greyWindow.ts';

/** Which part of the photo is shown: its colours, or one channel (or the lightness of all) as grey. */
export const photoChannels = ['rgb', 'red', 'green', 'blue', 'luma'] as const;

/** How a photo is shown, for the eye alone: nothing that is stored or exported, and nothing that a model sees, knows of it. */
export const photoAdjustSchema = z
  .object({
    /** Added to every value: at 1 all is white, at -1 all is black. */
    brightness: z.number().min(-1).max(1),
    /** At -1 all is middle grey; at 1 only two values are left. */
    contrast: z.number().min(-1).max(1),
    /** Above 1 shadows are lifted, below 1 lights are held back; black and white stay. */
    gamma: z.number().min(0.2).max(5),
    /** At -1 all is grey; at 1 colours are four times as strong. */
    saturation: z.number().min(-1).max(1),
    isInverted: z.boolean(),
    channel: z.enum(photoChannels),
    /** Which values of deep grey images are told apart; others know nothing of it. Stored before there was one, it is automatic. */
    window: windowChoiceSchema.catch('automatic'),
  })
  .readonly();

export type PhotoAdjust = z.infer<typeof photoAdjustSchema>;
export type PhotoChannel = PhotoAdjust['channel'];

/** As the file has it. */
export const neutralAdjust: PhotoAdjust = {
  brightness: 0,
  contrast: 0,
  gamma: 1,
  saturation: 0,
  isInverted: false,
  channel: 'rgb',
  window: 'automatic',
};

const otherKeys = (Object.keys(neutralAdjust) as (keyof PhotoAdjust)[]).filter((key) => key !== 'window');

export const isEqualAdjust = (a: PhotoAdjust, b: PhotoAdjust): boolean =>
  otherKeys.every((key) => a[key] === b[key]) && isEqualChoice(a.window, b.window);

/** Whether the photo is shown as the file has it. */
export const isNeutralAdjust = (adjust: PhotoAdjust): boolean => isEqualAdjust(adjust, neutralAdjust);

/** The settings that an image of 8 bits knows. */
export const withoutWindow = (adjust: PhotoAdjust): PhotoAdjust =>
  adjust.window === 'automatic' ? adjust : { ...adjust, window: 'automatic' };
