import type { ScaledPixels } from '../pixels.ts';

/** Left for right. */
export function mirrorPixels({ data, widthPx, heightPx, channels }: ScaledPixels): ScaledPixels {
  const mirrored = new Uint8Array(data.length);
  const stride = widthPx * channels;
  for (let row = 0; row < heightPx; row += 1)
    for (let x = 0; x < widthPx; x += 1) {
      const [from, to] = [row * stride + x * channels, row * stride + (widthPx - 1 - x) * channels];
      for (let channel = 0; channel < channels; channel += 1) mirrored[to + channel] = data[from + channel] as number;
    }
  return { data: mirrored, widthPx, heightPx, channels };
}
