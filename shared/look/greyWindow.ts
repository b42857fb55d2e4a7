import { z } from 'zod';
import type { GreyLevels } from './greyLevels.ts';

/** The values of a deep grey image that are told apart on the screen: below them all is black, above them all is white. */
export interface GreyWindow {
  readonly centre: number;
  /** At least 1. */
  readonly width: number;
}

/** Windows that follow from what an image holds. */
export const windowPresets = ['automatic', 'full', 'dark', 'bright'] as const;
export type WindowPreset = (typeof windowPresets)[number];

/** Twice the values there are: a window may reach beyond them, as when a drag goes too far. */
const farthest = 131_072;

export const windowChoiceSchema = z.union([
  z.enum(windowPresets),
  z.object({ centre: z.number().min(-farthest).max(farthest), width: z.number().min(1).max(farthest) }).readonly(),
]);

/** A preset follows the image; a window that was chosen by hand is the same for all. */
export type WindowChoice = z.infer<typeof windowChoiceSchema>;

/** The window in which `low` is the last black and `high` the first white. */
const between = (low: number, high: number): GreyWindow => ({ centre: (low + high + 1) / 2, width: high - low + 1 });

export function chooseWindow(choice: WindowChoice, { darkest, low, middle, high, brightest }: GreyLevels): GreyWindow {
  switch (choice) {
    case 'automatic':
      return between(low, high);
    case 'full':
      return between(darkest, brightest);
    case 'dark':
      return between(low, Math.max(low + 1, middle));
    case 'bright':
      return between(Math.min(high - 1, middle), high);
    default:
      return choice;
  }
}

export const isEqualChoice = (a: WindowChoice, b: WindowChoice): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && a.centre === b.centre && a.width === b.width);

/** A window that may be had: whole numbers, as the fields and the status bar show them. */
export function toWindow(centre: number, width: number): GreyWindow {
  const within = (value: number, least: number): number => Math.min(farthest, Math.max(least, Math.round(value)));
  return { centre: within(centre, -farthest), width: within(width, 1) };
}

/**
 * How bright a value is shown, 0..1.
 * Source: DICOM PS3.3, C.11.2.1.2.1, "Default LINEAR Function" of window center and window width, with 0 and 1 for the
 * smallest and the largest output.
 */
export function showInWindow({ centre, width }: GreyWindow, value: number): number {
  if (value <= centre - 0.5 - (width - 1) / 2) return 0;
  if (value > centre - 0.5 + (width - 1) / 2) return 1;
  return (value - (centre - 0.5)) / (width - 1) + 0.5;
}
