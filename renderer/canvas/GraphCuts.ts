import { createLatest } from '#shared/base/latest.ts';
import type { Area } from '#shared/geometry/areas.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';
import type { SmartPrompt } from '#shared/geometry/smartPrompt.ts';
import type { CutAnswer, CutRequest } from './cutWorkerMessages.ts';

interface Wish {
  readonly part: PhotoPart;
  readonly prompt: SmartPrompt;
}

/** Asks a worker to cut objects out of the photo: one at a time, and after it only what was asked for last. */
export class GraphCuts {
  #worker: Worker | null = null;
  /** The part that the worker has. */
  #known: PhotoPart | null = null;
  #done: ((area: Area | null) => void) | null = null;
  readonly #cut = createLatest<Wish, Area | null>((wish) => this.#start(wish));

  /** @returns null: something newer was asked for before its turn, or there was no room for it */
  cut(part: PhotoPart, prompt: SmartPrompt): Promise<Area | null> {
    return this.#cut({ part, prompt });
  }

  destroy(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#known = null;
    this.#finish(null);
  }

  #start({ part, prompt }: Wish): Promise<Area | null> {
    return new Promise((done) => {
      this.#done = done;
      const worker = (this.#worker ??= this.#open());
      const request: CutRequest = { part: part === this.#known ? null : part, prompt };
      this.#known = part;
      // The pixels are copied: other tools may want them, too.
      worker.postMessage(request);
    });
  }

  #finish(area: Area | null): void {
    const done = this.#done;
    this.#done = null;
    done?.(area);
  }

  #open(): Worker {
    const worker = new Worker(new URL('./cutWorker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<CutAnswer>) => this.#finish(data.area));
    // Too little memory, say: the next prompt tries again.
    worker.addEventListener('error', () => this.destroy());
    return worker;
  }
}
