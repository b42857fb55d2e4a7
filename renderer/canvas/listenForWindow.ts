import type { GreyLevels } from '#shared/look/greyLevels.ts';
import { toWindow, windowScale } from '#shared/look/greyWindow.ts';
import type { GreyWindow } from '#shared/look/greyWindow.ts';

/** What is dragged, and who is told. */
export interface WindowPort {
  /** null: the image has no window. */
  current(): { readonly window: GreyWindow; readonly levels: GreyLevels } | null;
  change(window: GreyWindow): void;
  reset(): void;
}

/** So many CSS pixels go through all values of the image. */
const rangePx = 512;
/** With Shift. */
const finely = 0.1;
const rightButton = 2;

/**
 * Dragging with the right button, as radiology viewers have it: to the right the window is wider, downwards its centre is higher and
 * the image darker. A double click resets it. `target` has captured the pointer by then.
 */
export function listenForWindow(target: HTMLElement, port: WindowPort): void {
  let drag: {
    readonly pointerId: number;
    readonly unit: number;
    /** -1 where the largest value is black: a lower centre is darker there. */
    readonly darker: number;
    x: number;
    y: number;
  } | null = null;
  /** Not rounded: a slow hand gets somewhere, too. */
  let [centre, width] = [0, 1];
  target.addEventListener('pointerdown', ({ button, pointerId, clientX, clientY }) => {
    const current = button === rightButton ? port.current() : null;
    if (!current) return;
    const { window, levels } = current;
    const { slope } = windowScale(levels);
    const unit = (Math.max(1, levels.brightest - levels.darkest) * Math.abs(slope)) / rangePx;
    drag = { pointerId, unit, darker: Math.sign(slope), x: clientX, y: clientY };
    [centre, width] = [window.centre, window.width];
  });
  target.addEventListener('pointermove', ({ pointerId, clientX, clientY, shiftKey }) => {
    if (drag?.pointerId !== pointerId) return;
    const unit = drag.unit * (shiftKey ? finely : 1);
    width = Math.max(1, width + (clientX - drag.x) * unit);
    centre += (clientY - drag.y) * unit * drag.darker;
    [drag.x, drag.y] = [clientX, clientY];
    port.change(toWindow(centre, width));
  });
  for (const end of ['pointerup', 'pointercancel'] as const) target.addEventListener(end, () => (drag = null));
  target.addEventListener('mousedown', ({ button, detail }) => {
    if (button === rightButton && detail === 2 && port.current()) port.reset();
  });
  target.addEventListener('contextmenu', (event) => {
    if (port.current()) event.preventDefault();
  });
}
