import type { ScaledPixels } from './pixels.ts';

/** A picture for trying a device: slopes, discs and some noise, always the same. A plain one would tell little. */
export function makePicture(widthPx: number, heightPx: number): ScaledPixels {
  const data = new Uint8Array(widthPx * heightPx * 3);
  let noise = 1;
  for (let y = 0, at = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1, at += 3) {
      noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff;
      const [u, v] = [x / widthPx, y / heightPx];
      const isDisc = ((u * 4) % 1) ** 2 + ((v * 4) % 1) ** 2 < 0.4;
      const grain = (noise >>> 16) & 31;
      data[at] = (isDisc ? 170 : 200 * u) + grain;
      data[at + 1] = (isDisc ? 60 : 200 * v) + grain;
      data[at + 2] = (isDisc ? 90 : 100 * (u + v)) + grain;
    }
  }
  return { data, widthPx, heightPx, channels: 3 };
}
