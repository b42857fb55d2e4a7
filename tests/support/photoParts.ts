import type { Box } from '#shared/geometry/boxes.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';

/** The same noise each time (mulberry32): a test that fails, fails again. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A grey photo: `shade` gives 0..255 for the middle of a pixel, `noise` is how far a pixel may be from it. */
export function drawPart(
  { width, height }: { readonly width: number; readonly height: number },
  shade: (x: number, y: number) => number,
  { noise = 0, seed = 1, box }: { readonly noise?: number; readonly seed?: number; readonly box?: Box } = {},
): PhotoPart {
  const random = createRandom(seed);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let index = 0; index < width * height; index += 1) {
    const grey = shade((index % width) + 0.5, Math.floor(index / width) + 0.5);
    for (let channel = 0; channel < 3; channel += 1) data[4 * index + channel] = grey + noise * (2 * random() - 1);
    data[4 * index + 3] = 255;
  }
  return { width, height, data, box: box ?? [0, 0, width, height] };
}
