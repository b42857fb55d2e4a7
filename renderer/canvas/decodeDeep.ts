import { readDeepPng, readSamples } from '#shared/look/deepPng.ts';
import type { Samples } from './photo.ts';

/** For workers: the samples of a PNG of 16-bit grey, which browsers decode to 8 bits; null: it is another kind of picture. */
export async function decodeDeep(bytes: Uint8Array<ArrayBuffer>): Promise<Samples | null> {
  const png = readDeepPng(bytes);
  if (!png) return null;
  const { width, height, compressed } = png;
  const inflated = new Blob([...compressed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const scanlines = new Uint8Array(await new Response(inflated).arrayBuffer());
  return { width, height, samples: readSamples(scanlines, width, height) };
}
