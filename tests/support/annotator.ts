import type { Page } from '@playwright/test';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';

export interface Truth {
  readonly className: string;
  readonly box: Box;
}

/** Takes the best free partner of the same class away, if they overlap enough. */
export function takeMatch(free: Truth[], { className, box }: Truth): Truth | null {
  const best = free
    .filter((truth) => truth.className === className)
    .sort((a, b) => iou(b.box, box) - iou(a.box, box))[0];
  if (!best || iou(best.box, box) < 0.5) return null;
  free.splice(free.indexOf(best), 1);
  return best;
}

/** How labels stand against the truth. */
export function compare(truth: readonly Truth[], labels: readonly Truth[]) {
  const free = [...truth];
  let [right, wrong, overlap] = [0, 0, 0];
  for (const label of labels) {
    const match = takeMatch(free, label);
    if (match) [right, overlap] = [right + 1, overlap + iou(match.box, label.box)];
    else wrong += 1;
  }
  return { right, wrong, missing: free.length, overlap };
}

/** A person with a keyboard and a mouse who knows what is right, and counts what it takes. */
export class Annotator {
  keys = 0;
  clicks = 0;
  drags = 0;
  readonly #page: Page;
  #armed: string | null = null;

  constructor(page: Page, firstClass: string) {
    this.#page = page;
    this.#armed = firstClass;
  }

  get actions(): number {
    return this.keys + this.clicks + this.drags;
  }

  async press(key: string): Promise<void> {
    this.keys += 1;
    await this.#page.keyboard.press(key);
  }

  /** Draws a box with the tool that is armed, and then says what it is, unless it was the same before. */
  async draw({ className, box }: Truth, toScreen: (x: number, y: number) => readonly [number, number]): Promise<void> {
    const [x, y, width, height] = box;
    const { mouse } = this.#page;
    await mouse.move(...toScreen(x, y));
    await mouse.down();
    await mouse.move(...toScreen(x + width / 2, y + height / 2));
    await mouse.move(...toScreen(x + width, y + height));
    await mouse.up();
    this.drags += 1;
    if (className === this.#armed) return;
    await this.#page.getByRole('button', { name: new RegExp(`^${className}( (Shift )?\\d)?$`) }).click();
    this.clicks += 1;
    this.#armed = className;
  }
}
