import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Placement } from '#models/families/placement.ts';
import { toHalf } from './halfFloat.ts';
import type { ScaledPixels } from './pixels.ts';

export type TensorData = Float32Array | Uint16Array | Uint8Array;

const arrays = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array } as const;

/**
 * The model's input, `[1, channels, height, width]` or `[1, height, width, channels]`: the scaled image at its place,
 * the border filled with the card's grey, each value as the card says.
 */
export function fillTensor(pixels: ScaledPixels, { input }: ModelCard, placement: Placement): TensorData {
  const { widthPx, heightPx, layout, dtype, scale, mean, std, pad, channels } = input;
  const planes = channels === 'GRAY' ? 1 : 3;
  const tensor = new arrays[dtype](planes * widthPx * heightPx);
  const toValue = dtype === 'float16' ? toHalf : (value: number): number => value;
  const offsetX = Math.min(0, placement.offsetX);
  const offsetY = Math.min(0, placement.offsetY);
  const left = Math.max(0, placement.offsetX);
  const top = Math.max(0, placement.offsetY);
  const right = Math.min(widthPx, left + pixels.widthPx + offsetX);
  const bottom = Math.min(heightPx, top + pixels.heightPx + offsetY);
  // A byte has 256 values: each is computed once a channel, so that the loop over pixels only looks up.
  const table = new arrays[dtype](256);
  for (let plane = 0; plane < planes; plane += 1) {
    const source = channels === 'BGR' ? 2 - plane : plane;
    const [m, s] = [mean[plane] ?? mean[0] ?? 0, std[plane] ?? std[0] ?? 1];
    for (let value = 0; value < 256; value += 1) table[value] = toValue((value * scale - m) / s);
    const [step, start] = layout === 'NCHW' ? [1, plane * widthPx * heightPx] : [planes, plane];
    const padding = table[Math.round(pad)] ?? 0;
    if (right - left < widthPx || bottom - top < heightPx) {
      if (step === 1) tensor.fill(padding, start, start + widthPx * heightPx);
      else for (let at = start; at < tensor.length; at += step) tensor[at] = padding;
    }
    for (let y = top; y < bottom; y += 1) {
      let from =
        ((y - top - offsetY) * pixels.widthPx - offsetX) * pixels.channels + Math.min(source, pixels.channels - 1);
      let to = start + (y * widthPx + left) * step;
      for (let x = left; x < right; x += 1) {
        tensor[to] = table[pixels.data[from] as number] as number;
        from += pixels.channels;
        to += step;
      }
    }
  }
  return tensor;
}
