import type { Box } from '../geometry/boxes.ts';
import type { ImagePoint } from '../geometry/points.ts';
import type { Size } from '../geometry/viewTransform.ts';

/** A shape that can be pointed at: an annotation, or the proposal that is being corrected. */
export interface EditableBox {
  readonly id: string;
  readonly box: Box;
}

export interface PointerInput {
  readonly point: ImagePoint;
  readonly shift: boolean;
}

/** What a tool may see and do: narrow, so that it can be tested by hand movements alone. */
export interface ToolPort {
  readonly image: Size;
  /** Nearest to the eye first. */
  boxes(): readonly EditableBox[];
  selection(): readonly string[];
  select(ids: readonly string[]): void;
  /** How far from a line still counts as on it, in image pixels: constant on the screen at every zoom. */
  reachPx(): number;
  /** Shapes as they would be, while the hand is still down; null: as they are. */
  preview(boxes: ReadonlyMap<string, Box> | null): void;
  /** A new box as it would be; null: none. */
  previewNew(box: Box | null): void;
  reshape(boxes: ReadonlyMap<string, Box>): void;
  create(box: Box): void;
}

/** A way of pointing: a small state machine. After `cancel` nothing of a gesture is left. */
export interface Tool {
  readonly id: 'select' | 'box';
  readonly cursor: 'default' | 'crosshair';
  pointerDown(input: PointerInput): void;
  pointerMove(input: PointerInput): void;
  pointerUp(input: PointerInput): void;
  /** @returns whether there was a gesture to cancel. */
  cancel(): boolean;
}
