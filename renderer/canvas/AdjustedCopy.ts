import { isEqualAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import type { Photo } from './photo.ts';
import type { AdjustAnswer, AdjustRequest } from './photoWorkerMessages.ts';

/** While a slider moves no copy is made: it would be stale before it is ready. */
const restMs = 150;
/** A copy of a larger photo would take more memory than it is worth. */
const mostPixels = 64_000_000;

interface Wish {
  readonly photo: Photo;
  readonly adjust: PhotoAdjust;
}

const isSameWish = (a: Wish | null, b: Wish | null): boolean =>
  a !== null && b !== null && a.photo === b.photo && isEqualAdjust(a.adjust, b.adjust);

/**
 * An adjusted copy of the photo that is shown, made by a worker: with it, pan and zoom cost what they cost without
 * adjustment.
 */
export class AdjustedCopy {
  readonly #onReady: () => void;
  #worker: Worker | null = null;
  /** The photo that the worker has. */
  #known: Photo | null = null;
  #wanted: Wish | null = null;
  #running: Wish | null = null;
  #done: (Wish & { readonly bitmap: ImageBitmap }) | null = null;
  #timer = 0;

  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  /** The copy, or null: it is then made when the settings have come to rest. */
  find(photo: Photo, adjust: PhotoAdjust): ImageBitmap | null {
    const wish = { photo, adjust };
    if (this.#done && isSameWish(this.#done, wish)) return this.#done.bitmap;
    if (photo.bitmap.width * photo.bitmap.height > mostPixels || isSameWish(this.#wanted, wish)) return null;
    this.#wanted = wish;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#make(), restMs);
    return null;
  }

  /** Gives the memory back: the photo is shown as it is, or another one is. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#done?.bitmap.close();
    this.#done = null;
    this.#wanted = null;
    this.#stop();
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#known = null;
    this.#running = null;
  }

  async #make(): Promise<void> {
    const wish = this.#wanted;
    if (!wish || this.#running) return;
    this.#running = wish;
    const { bitmap, deep } = wish.photo;
    const isKnown = this.#known === wish.photo;
    // A copy of the handle: what is transferred is gone here. It fails for a photo that was closed meanwhile.
    const photo = isKnown || deep ? null : await createImageBitmap(bitmap).catch(() => undefined);
    if (this.#running !== wish) {
      photo?.close();
      return;
    }
    if (photo === undefined) {
      this.#running = null;
      return;
    }
    this.#known = wish.photo;
    // Samples are copied: the page paints with them, too.
    const request: AdjustRequest = { photo, deep: isKnown ? null : deep, adjust: wish.adjust };
    this.#start().postMessage(request, photo ? [photo] : []);
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./photoWorker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<AdjustAnswer>) => this.#receive(worker, data));
    // Too little memory, say: the photo goes on being adjusted as it is painted.
    worker.addEventListener('error', () => this.#stop());
    this.#worker = worker;
    return worker;
  }

  #receive(worker: Worker, { bitmap }: AdjustAnswer): void {
    const wish = this.#running;
    if (worker !== this.#worker || !wish) {
      bitmap.close();
      return;
    }
    this.#running = null;
    this.#done?.bitmap.close();
    this.#done = { ...wish, bitmap };
    if (isSameWish(this.#wanted, wish)) this.#onReady();
    else void this.#make();
  }
}
