import type { Box } from '#shared/geometry/boxes.ts';
import {
  coarserTile,
  levelCount,
  levelFor,
  listTiles,
  tileBox,
  tilePx,
  tilesIn,
  tileSize,
} from '#shared/geometry/tiles.ts';
import type { TileAddress } from '#shared/geometry/tiles.ts';
import { visibleBox } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { GreyLevels } from '#shared/look/greyLevels.ts';
import { isEqualAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoSample } from './photo.ts';
import { drawTile } from './drawTile.ts';
import type { TileAnswer, TileRequest } from './tileWorkerMessages.ts';

/** A large photo, and where its tiles are to be had. */
export interface TileSource {
  readonly photo: Size;
  readonly url: (address: TileAddress) => string;
  /** Of deep grey; null: its tiles have 8 bits. */
  readonly levels: GreyLevels | null;
}

export interface TileEvents {
  /** Something else would be painted now. */
  changed(): void;
  /** The first that could not be had; it is tried again. */
  failed(reason: string): void;
}

interface Tile {
  readonly source: ImageBitmap;
  /** null: as the file has it. */
  shown: ImageBitmap | null;
  look: number;
  readonly samples: Uint16Array | null;
}

/** Decoded tiles that are kept, of one megabyte each; twice that where they are adjusted. */
const keepAtMost = 128;

const keyOf = ({ level, x, y }: TileAddress): string => `${level}/${x}/${y}`;

/**
 * The tiles of one photo, painted over its overview as soon as they are there. Nothing waits for them. With the photo its
 * layer goes, and with that the worker and all it was asked for: tiles of another image can't come too late.
 */
export class TileLayer {
  readonly #source: TileSource;
  readonly #events: TileEvents;
  #hasFailed = false;
  readonly #worker: Worker;
  /** The one used longest ago first. */
  readonly #tiles = new Map<string, Tile>();
  #visible: readonly TileAddress[] = [];
  #asked = '';
  #adjust: PhotoAdjust;
  /** What the worker was last told to make tiles look like, and what those on screen look like. */
  #askedLook: { readonly id: number; readonly adjust: PhotoAdjust };
  #shownLook = 0;

  constructor(source: TileSource, neutral: PhotoAdjust, events: TileEvents) {
    this.#source = source;
    this.#events = events;
    this.#adjust = neutral;
    this.#askedLook = { id: 0, adjust: neutral };
    this.#worker = new Worker(new URL('./tileWorker.ts', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<TileAnswer>) => this.#receive(data));
    this.#send({ kind: 'open', levels: source.levels });
  }

  setAdjust(adjust: PhotoAdjust): void {
    this.#adjust = adjust;
    this.#askForLook();
  }

  destroy(): void {
    this.#worker.terminate();
    for (const key of [...this.#tiles.keys()]) this.#drop(key);
  }

  /** What a view needs is asked for from now on. @returns whether all of it is there. */
  prepare(view: ViewTransform, screen: Size): boolean {
    const { photo } = this.#source;
    const level = levelFor(photo, view.scale);
    const box = visibleBox(view, screen);
    this.#visible = listTiles(level, tilesIn(photo, level, box));
    const missing = this.#visible.filter((tile) => !this.#isReady(tile));
    const around = listTiles(level, tilesIn(photo, level, grow(box, (tilePx / 2) * 2 ** level)));
    this.#want([
      ...missing,
      ...around.filter((tile) => !this.#isReady(tile) && !missing.some((one) => isSame(one, tile))),
    ]);
    return missing.length === 0;
  }

  /** Paints what is there, coarser tiles where the right ones are missing. `view`: in pixels of the canvas. */
  paint(context: CanvasRenderingContext2D, view: ViewTransform): void {
    const { photo } = this.#source;
    for (const address of this.#visible) {
      const found = this.#find(address);
      if (!found) continue;
      const { tile, levels } = found;
      const { width, height } = tileSize(photo, address);
      const ratio = 2 ** levels;
      const part: Box = [
        (address.x * tilePx) / ratio - (address.x >> levels) * tilePx,
        (address.y * tilePx) / ratio - (address.y >> levels) * tilePx,
        width / ratio,
        height / ratio,
      ];
      drawTile(context, tile.shown ?? tile.source, part, view, tileBox(photo, address));
    }
  }

  /**
   * Draws a part of the photo as the file has it, whatever it looks like; of deep grey as it looks. `scale`: pixels drawn for a pixel of the image.
   * @returns false when tiles for it are missing: nothing was drawn then
   */
  read(context: OffscreenCanvasRenderingContext2D, box: Box, scale: number): boolean {
    const { photo } = this.#source;
    // Those on screen will do: they are finer, if anything.
    const level = Math.min(levelFor(photo, scale), this.#visible[0]?.level ?? 0);
    const tiles = listTiles(level, tilesIn(photo, level, box));
    const found = tiles.map((address) => ({ address, tile: this.#tiles.get(keyOf(address)) }));
    if (found.some(({ tile }) => !tile)) return false;
    for (const { address, tile } of found) {
      const [x, y, width, height] = tileBox(photo, address);
      const picture = this.#source.levels ? (tile?.shown ?? tile?.source) : tile?.source;
      if (picture)
        context.drawImage(picture, (x - box[0]) * scale, (y - box[1]) * scale, width * scale, height * scale);
    }
    return true;
  }

  /** The value at a pixel, from the finest tile that is there; of a coarser one it is the middle of several. */
  sampleAt(x: number, y: number): PhotoSample | null {
    const { photo } = this.#source;
    for (let level = 0; level < levelCount(photo); level += 1) {
      const [column, row] = [x >> level, y >> level];
      const address = { level, x: Math.floor(column / tilePx), y: Math.floor(row / tilePx) };
      const samples = this.#tiles.get(keyOf(address))?.samples;
      if (!samples) continue;
      const value = samples[(row - address.y * tilePx) * tileSize(photo, address).width + column - address.x * tilePx];
      if (value !== undefined) return { value, isExact: level === 0 };
    }
    return null;
  }

  #isReady(address: TileAddress): boolean {
    return this.#tiles.get(keyOf(address))?.look === this.#shownLook;
  }

  /** The tile itself, else the next coarser one that shows its place. */
  #find(address: TileAddress): { readonly tile: Tile; readonly levels: number } | null {
    const coarsest = levelCount(this.#source.photo) - 1 - address.level;
    for (let levels = 0; levels <= coarsest; levels += 1) {
      const key = keyOf(coarserTile(address, levels));
      const tile = this.#tiles.get(key);
      if (tile?.look !== this.#shownLook) continue;
      this.#tiles.delete(key);
      this.#tiles.set(key, tile);
      return { tile, levels };
    }
    return null;
  }

  #want(tiles: readonly TileAddress[]): void {
    const keys = tiles.map(keyOf);
    const asked = keys.join(' ');
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#send({ kind: 'want', tiles: tiles.map((tile) => ({ key: keyOf(tile), url: this.#source.url(tile) })) });
  }

  /** One look after the other: what came up while the worker was busy counts when it is done. */
  #askForLook(): void {
    if (this.#shownLook !== this.#askedLook.id || isEqualAdjust(this.#adjust, this.#askedLook.adjust)) return;
    this.#askedLook = { id: this.#askedLook.id + 1, adjust: this.#adjust };
    const keys = this.#visible.flatMap((address) => this.#find(address) ?? []).map(({ tile }) => tile);
    const wanted = [...this.#tiles].filter(([, tile]) => keys.includes(tile)).map(([key]) => key);
    this.#send({ kind: 'look', ...this.#askedLook, keys: wanted });
  }

  #send(request: TileRequest): void {
    this.#worker.postMessage(request);
  }

  #receive(answer: TileAnswer): void {
    if (answer.kind === 'failed') {
      if (!this.#hasFailed) this.#events.failed(answer.reason);
      this.#hasFailed = true;
      return;
    }
    if (answer.kind === 'tile') {
      this.#drop(answer.key);
      const { source, shown, look, samples } = answer;
      this.#tiles.set(answer.key, { source, shown, look, samples });
      this.#forget();
    } else {
      this.#shownLook = answer.look;
      for (const { key, shown } of answer.tiles) {
        const tile = this.#tiles.get(key);
        tile?.shown?.close();
        if (tile) [tile.shown, tile.look] = [shown, answer.look];
        else shown?.close();
      }
      this.#askForLook();
    }
    // What arrived is asked for no more, and comes again when it is needed again.
    this.#asked = '';
    this.#events.changed();
  }

  #forget(): void {
    const visible = new Set(this.#visible.map(keyOf));
    const spare = [...this.#tiles.keys()].filter((key) => !visible.has(key));
    for (const key of spare.slice(0, Math.max(0, this.#tiles.size - keepAtMost))) this.#drop(key);
  }

  #drop(key: string): void {
    const tile = this.#tiles.get(key);
    tile?.source.close();
    tile?.shown?.close();
    this.#tiles.delete(key);
  }
}

const grow = ([x, y, width, height]: Box, by: number): Box => [x - by, y - by, width + 2 * by, height + 2 * by];

const isSame = (a: TileAddress, b: TileAddress): boolean => a.level === b.level && a.x === b.x && a.y === b.y;
