import { z } from 'zod';
import type { GreyLevels } from './greyLevels.ts';
import { plainScale } from './valueScale.ts';
import type { ValueScale } from './valueScale.ts';

/**
 * The values of a deep grey image that are told apart on the screen: below them all is black, above them all is white (or the other way
 * round, where the file has its largest value black).
 */
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

/** The samples that a preset tells apart. */
function presetSamples(preset: WindowPreset, { darkest, low, middle, high, brightest }: GreyLevels): [number, number] {
  switch (preset) {
    case 'automatic':
      return [low, high];
    case 'full':
      return [darkest, brightest];
    case 'dark':
      return [low, Math.max(low + 1, middle)];
    case 'bright':
      return [Math.min(high - 1, middle), high];
  }
}

/**
 * In what windows are counted: in values, as radiologists know them; in samples where values are so small, so large or so close
 * together that whole numbers can't tell their windows.
 */
export function windowScale({ scale }: GreyLevels): ValueScale {
  if (!scale) return plainScale;
  const steps = Math.abs(scale.slope);
  return steps >= 0.05 && steps <= 2 && Math.abs(scale.intercept) <= 65_536 ? scale : plainScale;
}

/** A window through a scale: its edges are what counts. */
function mapWindow({ centre, width }: GreyWindow, map: (edge: number) => number): GreyWindow {
  const [a, b] = [map(centre - 0.5 - (width - 1) / 2), map(centre - 0.5 + (width - 1) / 2)];
  return { centre: (a + b) / 2 + 0.5, width: Math.abs(b - a) + 1 };
}

/** A window that is counted as `windowScale` says, in samples. */
export function toSampleWindow(window: GreyWindow, levels: GreyLevels): GreyWindow {
  const { slope, intercept } = windowScale(levels);
  return mapWindow(window, (edge) => (edge - intercept) / slope);
}

const fromSampleWindow = (window: GreyWindow, { slope, intercept }: ValueScale): GreyWindow =>
  mapWindow(window, (edge) => edge * slope + intercept);

/** A window in values, as the file names it, counted as `windowScale` says. */
export function askedWindow(window: GreyWindow, levels: GreyLevels): GreyWindow {
  const scale = windowScale(levels);
  if (!levels.scale || scale === levels.scale) return window;
  const { slope, intercept } = levels.scale;
  return mapWindow(window, (edge) => (edge - intercept) / slope);
}

/** The window of an image, counted as `windowScale` says. */
export function chooseWindow(choice: WindowChoice, levels: GreyLevels): GreyWindow {
  if (typeof choice === 'object') return choice;
  if (choice === 'automatic' && levels.asked) return askedWindow(levels.asked, levels);
  return fromSampleWindow(between(...presetSamples(choice, levels)), windowScale(levels));
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
