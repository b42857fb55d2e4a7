import type { Area } from '#shared/geometry/areas.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';
import type { SmartPrompt } from '#shared/geometry/smartPrompt.ts';
import type { CutAnswer, CutRequest } from './cutWorkerMessages.ts';

interface Wish {
  readonly part: PhotoPart;
  readonly prompt: SmartPrompt;
  readonly done: (area: Area | null) => void;
}

/** Asks a worker to cut objects out of the photo: one at a time, and after it only what was asked for last. */
export class GraphCuts {
  #worker: Worker | null = null;
  /** The part that the worker has. */
  #known: PhotoPart | null = null;
  #running: Wish | null = null;
  #next: Wish | null = null;

  /** @returns null: something newer was asked for before its turn, or there was no room for it */
  cut(part: PhotoPart, prompt: SmartPrompt): Promise<Area | null> {
    return new Promise((done) => {
      const wish = { part, prompt, done };
      if (!this.#running) return this.#start(wish);
      this.#next?.done(null);
      this.#next = wish;
    });
  }

  destroy(): void {
    this.#worker?.terminate();
    const left = [this.#running, this.#next];
    [this.#worker, this.#known, this.#running, this.#next] = [null, null, null, null];
    for (const wish of left) wish?.done(null);
  }

  #start(wish: Wish): void {
    const worker = (this.#worker ??= this.#open());
    const request: CutRequest = { part: wish.part === this.#known ? null : wish.part, prompt: wish.prompt };
    [this.#running, this.#known] = [wish, wish.part];
    // The pixels are copied: other tools may want them, too.
    worker.postMessage(request);
  }

  #open(): Worker {
    const worker = new Worker(new URL('./cutWorker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<CutAnswer>) => {
      const [done, next] = [this.#running?.done, this.#next];
      [this.#running, this.#next] = [null, null];
      if (next) this.#start(next);
      done?.(data.area);
    });
    // Too little memory, say: the next prompt tries again.
    worker.addEventListener('error', () => this.destroy());
    return worker;
  }
}
