import { defaultLook, lookToKeep, parseLook } from '#shared/look/canvasLook.ts';
import type { CanvasLook } from '#shared/look/canvasLook.ts';

/** A slider that moves is written once. */
const keepAfterMs = 300;

/** How images are shown now, in every view that has a canvas, and whether the panel for it is open. */
export class CanvasLookState {
  current = $state.raw<CanvasLook>(defaultLook);
  isPanelOpen = $state(false);
  readonly #keep: (look: CanvasLook) => void;
  #timer = 0;

  constructor(keep: (look: CanvasLook) => void) {
    this.#keep = keep;
  }

  restore(stored: unknown): void {
    this.current = parseLook(stored);
  }

  change(part: Partial<CanvasLook>): void {
    this.current = { ...this.current, ...part };
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#keep(lookToKeep(this.current)), keepAfterMs);
  }

  adjust(part: Partial<CanvasLook['adjust']>): void {
    this.change({ adjust: { ...this.current.adjust, ...part } });
  }
}
