import { readDeepPng, readSamples } from '#shared/look/deepPng.ts';
import type { GreyMeaning } from '#shared/look/deepPng.ts';
import type { GreyLevels } from '#shared/look/greyLevels.ts';
import type { Samples } from './photo.ts';

interface DecodedDeep extends Samples {
  /** Of the image that this is a smaller picture of; null: it is the image. */
  readonly levels: GreyLevels | null;
  readonly meaning: GreyMeaning | null;
}

/** For workers: the samples of a PNG of 16-bit grey, which browsers decode to 8 bits; null: it is another kind of picture. */
export async function decodeDeep(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedDeep | null> {
  const png = readDeepPng(bytes);
  if (!png) return null;
  const { width, height, levels, meaning, compressed } = png;
  const inflated = new Blob([...compressed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const scanlines = new Uint8Array(await new Response(inflated).arrayBuffer());
  return { width, height, levels, meaning, samples: readSamples(scanlines, width, height) };
}
