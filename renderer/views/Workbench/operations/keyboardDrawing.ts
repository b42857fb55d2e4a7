/** Drawing without a mouse: arrows move a crosshair, Enter presses there. */
import { moveCursor, restingCursor } from '#shared/editor/keyCursor.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

/** Whether arrows move the crosshair: a tool that draws is armed. */
export const isDrawing = ({ toolId, isReadOnly }: WorkbenchState): boolean =>
  toolId !== 'select' && toolId !== 'whole' && !isReadOnly;

const inputAt = (point: { x: number; y: number }, alt = false) =>
  ({ point: imagePoint(point.x, point.y), shift: false, alt }) as const;

/** From where the mouse was last, else from the middle of the image. One step is a pixel, of the image or of the screen. */
export function moveCrosshair(bench: WorkbenchState, direction: readonly [number, number]): void {
  const image = bench.imageSize();
  const start = bench.pointer ?? imagePoint(Math.round(image.width / 2), Math.round(image.height / 2));
  bench.keyCursor = moveCursor(bench.keyCursor ?? restingCursor(start), direction, {
    stepPx: Math.max(1, Math.round(bench.screenPx())),
    nowMs: performance.now(),
    image,
  });
  bench.tool.pointerMove(inputAt(bench.keyCursor.point));
}

/**
 * Enter: a click at the crosshair, with Alt or without; a stroke begins, and ends with the next.
 * @returns whether there is a crosshair
 */
export function pressCrosshair(bench: WorkbenchState, alt = false): boolean {
  const { keyCursor, tool } = bench;
  if (!keyCursor || !isDrawing(bench)) return false;
  const input = inputAt(keyCursor.point, alt);
  if (!keyCursor.isDown) tool.pointerDown(input);
  const isDown = tool.isStroke === true && !keyCursor.isDown;
  if (!isDown) tool.pointerUp(input);
  bench.keyCursor = { ...keyCursor, isDown };
  return true;
}

/** The mouse takes over; a stroke of the keyboard's ends where it is. */
export function leaveCrosshair(bench: WorkbenchState): void {
  const { keyCursor, tool } = bench;
  if (!keyCursor) return;
  if (keyCursor.isDown) tool.pointerUp(inputAt(keyCursor.point));
  bench.keyCursor = null;
}
