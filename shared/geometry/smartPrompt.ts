import type { Box } from './boxes.ts';
import type { ImagePoint } from './points.ts';

/** A place that is part of the object, or isn't. */
export interface SmartPoint {
  readonly point: ImagePoint;
  readonly isInside: boolean;
}

/** What a person says about the object that is meant. */
export interface SmartPrompt {
  /** Around it; all of it lies inside. */
  readonly box: Box;
  readonly points: readonly SmartPoint[];
}
