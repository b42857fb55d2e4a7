import type { Box } from './boxes.ts';
import type { ImagePoint } from './points.ts';

/** A place that is part of the object, or isn't. */
export interface SmartPoint {
  readonly point: ImagePoint;
  readonly isInside: boolean;
}

/** What a person says about the object that is meant; some tools can do without a box. */
export interface LoosePrompt {
  readonly box: Box | null;
  readonly points: readonly SmartPoint[];
}

/** What a person says about the object in a box. */
export interface SmartPrompt extends LoosePrompt {
  /** Around it; all of it lies inside. */
  readonly box: Box;
}
