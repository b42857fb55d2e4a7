import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Placement } from '#models/families/placement.ts';
import { toHalf } from './halfFloat.ts';
import type { ScaledPixels } from './pixels.ts';

export type TensorData = Float32Array | Uint16Array | Uint8Array;

const arrays = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array } as const;

/** Makes a model's inputs, one after the other, in one piece of memory: it costs less than the zeros of a new one. */
export class TensorFiller {
  /** `[1, planes, height, width]` or `[1, height, width, planes]`, as the card says. */
  readonly dims: readonly [number, number, number, number];
  readonly #input: ModelCard['input'];
  readonly #planes: 1 | 3;
  readonly #tensor: TensorData;
  /** A byte has 256 values: each is computed once a plane, and the loop over pixels only looks up. */
  readonly #tables: readonly TensorData[];
  /** The model takes pixels as they are decoded. */
  readonly #isPlain: boolean;

  constructor({ input }: ModelCard) {
    const { widthPx, heightPx, layout, dtype, scale, mean, std, channels } = input;
    this.#input = input;
    this.#planes = channels === 'GRAY' ? 1 : 3;
    const isSame = scale === 1 && [...mean, ...std.map((value) => value - 1)].every((value) => value === 0);
    this.#isPlain = dtype === 'uint8' && layout === 'NHWC' && channels !== 'BGR' && isSame;
    this.dims = layout === 'NCHW' ? [1, this.#planes, heightPx, widthPx] : [1, heightPx, widthPx, this.#planes];
    this.#tensor = new arrays[dtype](this.#planes * widthPx * heightPx);
    const toValue = dtype === 'float16' ? toHalf : (value: number): number => value;
    this.#tables = Array.from({ length: this.#planes }, (_, plane) => {
      const [m, s] = [mean[plane] ?? mean[0] ?? 0, std[plane] ?? std[0] ?? 1];
      return new arrays[dtype](256).map((__, value) => toValue((value * scale - m) / s));
    });
  }

  /**
   * The scaled image at its place, the border filled with the card's grey, each value as the card says.
   * @returns the tensor, good until the next call; the pixels themselves where they are what the model takes
   */
  fill(pixels: ScaledPixels, placement: Placement): TensorData {
    const { widthPx, heightPx, layout, channels } = this.#input;
    const tensor = this.#tensor;
    const offsetX = Math.min(0, placement.offsetX);
    const offsetY = Math.min(0, placement.offsetY);
    const left = Math.max(0, placement.offsetX);
    const top = Math.max(0, placement.offsetY);
    const right = Math.min(widthPx, left + pixels.widthPx + offsetX);
    const bottom = Math.min(heightPx, top + pixels.heightPx + offsetY);
    const isWhole = right - left === widthPx && bottom - top === heightPx;
    const isPlain = this.#isPlain && pixels.channels === this.#planes;
    if (isPlain && isWhole && pixels.data.length === tensor.length) return pixels.data;
    if (!isWhole) this.#fillBorder();
    if (isPlain) {
      for (let y = top; y < bottom; y += 1) {
        const from = ((y - top - offsetY) * pixels.widthPx - offsetX) * this.#planes;
        const row = pixels.data.subarray(from, from + (right - left) * this.#planes);
        tensor.set(row, (y * widthPx + left) * this.#planes);
      }
      return tensor;
    }
    const [step, apart] = layout === 'NCHW' ? [1, widthPx * heightPx] : [this.#planes, 1];
    const { data, channels: depth } = pixels;
    const source = (plane: number): number => Math.min(channels === 'BGR' ? 2 - plane : plane, depth - 1);
    const [sourceA, sourceB, sourceC] = [source(0), source(1), source(2)];
    const [tableA, tableB = tableA, tableC = tableA] = this.#tables as readonly [TensorData, ...TensorData[]];
    const isGrey = this.#planes === 1;
    for (let y = top; y < bottom; y += 1) {
      let from = ((y - top - offsetY) * pixels.widthPx - offsetX) * depth;
      let to = (y * widthPx + left) * step;
      for (let x = left; x < right; x += 1) {
        tensor[to] = tableA[data[from + sourceA] as number] as number;
        if (!isGrey) {
          tensor[to + apart] = tableB[data[from + sourceB] as number] as number;
          tensor[to + 2 * apart] = tableC[data[from + sourceC] as number] as number;
        }
        from += depth;
        to += step;
      }
    }
    return tensor;
  }

  #fillBorder(): void {
    const { widthPx, heightPx, layout, pad } = this.#input;
    const greys = this.#tables.map((table) => table[Math.round(pad)] ?? 0);
    const [first = 0] = greys;
    if (greys.every((grey) => grey === first)) {
      this.#tensor.fill(first);
      return;
    }
    for (const [plane, grey] of greys.entries()) {
      if (layout === 'NCHW') this.#tensor.fill(grey, plane * widthPx * heightPx, (plane + 1) * widthPx * heightPx);
      else for (let at = plane; at < this.#tensor.length; at += this.#planes) this.#tensor[at] = grey;
    }
  }
}
