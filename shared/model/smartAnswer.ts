import type { Area } from '../geometry/areas.ts';
import type { LoosePrompt } from '../geometry/smartPrompt.ts';

/** What an interactive model is asked. */
export type ModelPrompt = LoosePrompt;

/** What it found. */
export interface SmartAnswer {
  /** Image pixels. */
  readonly area: Area;
  /** How sure it is, 0..1; null: it doesn't say. */
  readonly score: number | null;
}
