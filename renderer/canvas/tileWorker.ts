/** Fetches tiles of one photo, decodes them, and makes them look as the settings say, beside the page. */
import { adjustPixels } from '#shared/look/adjustPixels.ts';
import type { GreyLevels } from '#shared/look/greyLevels.ts';
import { greyShades } from '#shared/look/greyTable.ts';
import { isNeutralAdjust, neutralAdjust } from '#shared/look/photoAdjust.ts';
import { decodeDeep } from './decodeDeep.ts';
import { greyBitmap } from './greyBitmap.ts';
import type { Samples } from './photo.ts';
import type { TileAnswer, TileRequest } from './tileWorkerMessages.ts';

/** Browsers open six connections to a host; others want pictures, too. */
const atOnce = 4;
/** Pixels that are kept for a change of the settings: a screen full of tiles, and what is around it. */
const keepAtMost = 96;
/** What could not be had is asked for again, as long as it is wanted. */
const retryMs = 2_000;

const pixels = new Map<string, ImageData | Samples>();
const loading = new Map<string, AbortController>();
let wanted: readonly { readonly key: string; readonly url: string }[] = [];
let look = { id: 0, adjust: neutralAdjust };
let levels: GreyLevels | null = null;
/** What samples look like by themselves, and as the settings say. */
let shades: { readonly plain: Uint32Array; look: Uint32Array } | null = null;

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the canvas gave no context');
  return context;
}

function read(bitmap: ImageBitmap): ImageData {
  const context = contextOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** A tile as it looks now; null: as the file has it. */
function show(source: ImageData | Samples): ImageBitmap | null {
  if (isNeutralAdjust(look.adjust)) return null;
  if ('samples' in source) return shades && greyBitmap(source, shades.look);
  const { width, height } = source;
  const copy = new ImageData(width, height);
  adjustPixels(new Uint32Array(source.data.buffer), new Uint32Array(copy.data.buffer), look.adjust);
  const context = contextOf(width, height);
  context.putImageData(copy, 0, 0);
  return context.canvas.transferToImageBitmap();
}

function keep(key: string, source: ImageData | Samples): void {
  pixels.set(key, source);
  const [oldest] = pixels.keys();
  if (pixels.size > keepAtMost && oldest !== undefined) pixels.delete(oldest);
}

function answer(message: TileAnswer, transfer: readonly (Transferable | null)[]): void {
  postMessage(message, { transfer: transfer.filter((one) => one !== null) });
}

interface Decoded {
  readonly bitmap: ImageBitmap;
  readonly data: ImageData | Samples;
}

async function decode(blob: Blob): Promise<Decoded> {
  const deep = shades && (await decodeDeep(new Uint8Array(await blob.arrayBuffer())));
  if (deep && shades) return { bitmap: greyBitmap(deep, shades.plain), data: deep };
  const bitmap = await createImageBitmap(blob);
  return { bitmap, data: read(bitmap) };
}

async function load({ key, url }: { readonly key: string; readonly url: string }): Promise<void> {
  const control = new AbortController();
  const { signal } = control;
  loading.set(key, control);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(((await response.json()) as { message: string }).message);
    const { bitmap: source, data } = await decode(await response.blob());
    if (signal.aborted) return source.close();
    keep(key, data);
    const shown = show(data);
    // A copy: what is transferred is gone here.
    const samples = 'samples' in data ? data.samples.slice() : null;
    answer({ kind: 'tile', key, look: look.id, source, shown, samples }, [source, shown, samples && samples.buffer]);
    wanted = wanted.filter((one) => one.key !== key);
  } catch (error) {
    if (signal.aborted) return;
    postMessage({
      kind: 'failed',
      reason: error instanceof Error ? error.message : String(error),
    } satisfies TileAnswer);
    await new Promise((wake) => setTimeout(wake, retryMs));
  } finally {
    if (loading.get(key) === control) loading.delete(key);
    loadNext();
  }
}

function loadNext(): void {
  for (const tile of wanted) {
    if (loading.size >= atOnce) return;
    if (!loading.has(tile.key)) void load(tile);
  }
}

addEventListener('message', ({ data }: MessageEvent<TileRequest>) => {
  if (data.kind === 'want') {
    wanted = data.tiles;
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, control] of loading) {
      if (keys.has(key)) continue;
      loading.delete(key);
      control.abort();
    }
    loadNext();
    return;
  }
  if (data.kind === 'open') {
    levels = data.levels;
    const plain = levels && greyShades(neutralAdjust, levels);
    shades = plain && { plain, look: plain };
    return;
  }
  look = { id: data.id, adjust: data.adjust };
  if (shades && levels) shades.look = greyShades(look.adjust, levels);
  const tiles = data.keys.flatMap((key) => {
    const source = pixels.get(key);
    return source ? [{ key, shown: show(source) }] : [];
  });
  answer(
    { kind: 'looked', look: look.id, tiles },
    tiles.map(({ shown }) => shown),
  );
});
