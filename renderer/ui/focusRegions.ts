/**
 * The parts of the window that the keyboard walks with F6, as `data-focus-region`: `canvas` takes all keys itself, in
 * `list` the arrows go from control to control. Controls there may be out of Tab's way (`tabindex="-1"`): a click on them
 * leaves the keys to the canvas, and only whoever came by keyboard has them there.
 */

const controls = 'button:not(:disabled), a, input, select, [tabindex="0"]';

/** The control that was reached by keyboard: it keeps its keys, until the mouse takes over. */
let reached: Element | null = null;

const regions = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[data-focus-region]')].filter(
    (region) => !region.querySelector('[data-focus-region]') && region.getClientRects().length > 0,
  );

/** The canvas has the focus most of the time: only where the keyboard put it there, it has a frame. */
function mark(control: HTMLElement): void {
  control.dataset.reached = '';
  const unmark = (): void => void delete control.dataset.reached;
  for (const end of ['blur', 'pointerdown']) control.addEventListener(end, unmark, { once: true });
}

function reach(control: HTMLElement | undefined): boolean {
  control?.focus();
  if (control) mark(control);
  reached = control ?? null;
  return control !== undefined;
}

function enter(region: HTMLElement): boolean {
  if (region.matches('[tabindex="0"]')) return reach(region);
  const chosen = region.querySelector<HTMLElement>('[aria-selected="true"], [aria-pressed="true"], [aria-current]');
  return reach(chosen ?? region.querySelector<HTMLElement>(controls) ?? undefined);
}

/** Moves the focus to the next part of the window that has something to focus; without a focus it was on the canvas. */
export function walkRegions(step: 1 | -1): void {
  const all = regions();
  const isHere = (region: Element): boolean => region.contains(document.activeElement);
  const here = all.findIndex(isHere);
  const canvas = all.findIndex(({ dataset }) => dataset.focusRegion === 'canvas');
  const from = here >= 0 ? here : canvas;
  for (let count = 1; count <= all.length; count += 1) {
    const next = all[(from + step * count + all.length * 2) % all.length];
    if (next && enter(next)) return;
  }
}

/** Gives the keys back to the canvas, where there is one. @returns whether the control had been reached by keyboard */
export function leaveControls(): boolean {
  if (!regions().some(({ dataset }) => dataset.focusRegion === 'canvas')) return false;
  const { activeElement } = document;
  const wasReached = activeElement !== null && (activeElement === reached || activeElement.matches(':focus-visible'));
  reached = null;
  if (activeElement instanceof HTMLElement) activeElement.blur();
  return wasReached;
}

/** Whether a key press belongs to the control that has the focus: it was reached by keyboard, or it is one for Tab. */
export function isOnControl({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || target.dataset.focusRegion === 'canvas') return false;
  return (
    target === reached ||
    target.closest('button:not([tabindex="-1"]), a, input[type="checkbox"], input[type="radio"]') !== null
  );
}

/** An arrow in a list of controls. @returns whether it went from one to another */
export function walkControls({ target, code }: KeyboardEvent): boolean {
  const step = code === 'ArrowDown' ? 1 : code === 'ArrowUp' ? -1 : 0;
  const list =
    target === reached && target instanceof HTMLElement ? target.closest('[data-focus-region="list"]') : null;
  if (step === 0 || !list) return false;
  const all = [...list.querySelectorAll<HTMLElement>(controls)];
  return reach(all[all.indexOf(target as HTMLElement) + step] ?? (target as HTMLElement));
}
