import type { Photo } from './photo.ts';
import { readPhoto } from './readPhoto.ts';

/** Decoded pictures by address: the open one and its neighbours. */
export class PictureCache {
  readonly #pictures = new Map<string, Promise<Photo>>();
  readonly #keepAtMost: number;
  /** It is painted from: however many come after it, it stays. */
  #shown: string | null = null;
  /** It will be on screen next, as soon as it is decoded. */
  #wanted: string | null = null;

  constructor(keepAtMost = 4) {
    this.#keepAtMost = keepAtMost;
  }

  /** Decoded upright, as its EXIF orientation says. Rejects when the picture can't be had. */
  load(url: string): Promise<Photo> {
    const known = this.#pictures.get(url);
    if (known) {
      this.#pictures.delete(url);
      this.#pictures.set(url, known);
      return known;
    }
    const loading = this.#fetch(url);
    this.#pictures.set(url, loading);
    loading.catch(() => this.#pictures.delete(url));
    const spare = [...this.#pictures.keys()].filter(
      (one) => one !== this.#shown && one !== this.#wanted && one !== url,
    );
    for (const oldest of spare.slice(0, Math.max(0, this.#pictures.size - this.#keepAtMost))) this.#drop(oldest);
    return loading;
  }

  /** Loads the one that is to be on screen next. */
  loadNext(url: string): Promise<Photo> {
    this.#wanted = url;
    return this.load(url);
  }

  /** This one is on screen from now on; null: none is. */
  show(url: string | null): void {
    this.#shown = url;
  }

  clear(): void {
    for (const url of [...this.#pictures.keys()]) this.#drop(url);
  }

  #drop(url: string): void {
    const dropped = this.#pictures.get(url);
    this.#pictures.delete(url);
    dropped?.then(
      ({ bitmap }) => bitmap.close(),
      () => undefined,
    );
  }

  async #fetch(url: string): Promise<Photo> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the picture could not be loaded (${response.status})`);
    return readPhoto(await response.blob());
  }
}
