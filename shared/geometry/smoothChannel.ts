import type { PhotoPart } from './photoPart.ts';

/** One channel, each pixel the mean of it and those around it, the outermost counted twice: noise neither opens a way through an edge nor looks like one. */
export function smoothChannel({ data, width, height }: PhotoPart, channel: number): Uint8Array {
  const sums = new Uint16Array(width * height);
  for (let y = 0, index = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, index += 1) {
      const at = 4 * index + channel;
      const before = x > 0 ? at - 4 : at;
      const after = x < width - 1 ? at + 4 : at;
      sums[index] = (data[before] as number) + (data[at] as number) + (data[after] as number);
    }
  const means = new Uint8Array(width * height);
  for (let y = 0, index = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, index += 1) {
      const above = y > 0 ? index - width : index;
      const below = y < height - 1 ? index + width : index;
      means[index] = ((sums[above] as number) + (sums[index] as number) + (sums[below] as number)) / 9 + 0.5;
    }
  return means;
}
