import { defaultLook, lookToKeep, parseLook } from '#shared/look/canvasLook.ts';
import type { CanvasLook } from '#shared/look/canvasLook.ts';
import type { GreyLevels } from '#shared/look/greyLevels.ts';
import { chooseWindow, toWindow } from '#shared/look/greyWindow.ts';
import { withoutWindow } from '#shared/look/photoAdjust.ts';

/** A slider that moves is written once. */
const keepAfterMs = 300;

/** How images are shown now, in every view that has a canvas, and whether the panel for it is open. */
export class CanvasLookState {
  current = $state.raw<CanvasLook>(defaultLook);
  isPanelOpen = $state(false);
  /** What values the image on screen has, when it is grey of 16 bits; null: it has no window. */
  levels = $state.raw<GreyLevels | null>(null);
  /** The window of that image. */
  readonly window = $derived(this.levels && chooseWindow(this.current.adjust.window, this.levels));
  /** How the image on screen is shown: a window is for deep grey alone, and waits for the next such image. */
  readonly shownAdjust = $derived(this.levels ? this.current.adjust : withoutWindow(this.current.adjust));
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

  /** Moves or widens the window of the image on screen. */
  changeWindow(part: { readonly centre?: number; readonly width?: number }): void {
    if (!this.window) return;
    const { centre, width } = { ...this.window, ...part };
    this.adjust({ window: toWindow(centre, width) });
  }
}
