import type { PartFrame } from '#shared/geometry/photoPart.ts';
import type { DeepGrey } from './photo.ts';

/** A part of deep grey as it looks, each pixel the middle of all samples that it stands for; RGBA, row by row. */
export function shrinkGrey(
  deep: DeepGrey,
  { box, width, height }: PartFrame,
  shades: Uint32Array,
): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(4 * width * height);
  const pixels = new Uint32Array(data.buffer);
  const [left, top, across, down] = box;
  const edge = (start: number, length: number, index: number, count: number): number =>
    start + Math.floor((index * length) / count);
  for (let y = 0; y < height; y += 1) {
    const y0 = edge(top, down, y, height);
    const y1 = Math.max(y0 + 1, edge(top, down, y + 1, height));
    for (let x = 0; x < width; x += 1) {
      const x0 = edge(left, across, x, width);
      const x1 = Math.max(x0 + 1, edge(left, across, x + 1, width));
      let sum = 0;
      for (let row = y0; row < y1; row += 1)
        for (let at = row * deep.width + x0; at < row * deep.width + x1; at += 1)
          sum += (shades[deep.samples[at] as number] as number) & 255;
      pixels[y * width + x] = 0xff_00_00_00 + Math.round(sum / ((y1 - y0) * (x1 - x0))) * 0x01_01_01;
    }
  }
  return data;
}
