import type { Samples } from './photo.ts';

/** For workers: samples as they look. */
export function greyBitmap({ samples, width, height }: Samples, shades: Uint32Array): ImageBitmap {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the canvas gave no context');
  const shown = new ImageData(width, height);
  const pixels = new Uint32Array(shown.data.buffer);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = shades[samples[at] as number] as number;
  context.putImageData(shown, 0, 0);
  return context.canvas.transferToImageBitmap();
}
