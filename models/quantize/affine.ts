/**
 * Whole numbers for real ones: real = scale * (whole - zeroPoint).
 * Source: Jacob et al. 2018, "Quantization and training of neural networks for efficient integer-arithmetic-only inference"
 * (arXiv 1712.05877), equation 1; the operators are ONNX's QuantizeLinear and DequantizeLinear.
 */
export interface Affine {
  readonly scale: number;
  /** 0..255 */
  readonly zeroPoint: number;
}
/** The real numbers that are told apart; what lies outside becomes the nearest of them. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * Symmetric: -128 is not used. Half of the range would suit kernels of processors without VNNI better, whose sums of two products
 * are cut off at 16 bits, but it costs 5 dB in each layer of MobileNetV2.
 */
const weightLevel = 127;

/** Of a tensor between layers, for bytes 0..255. Zero is always one of the values, so that padding and ReLU are exact. */
export function affineOf({ low, high }: Range): Affine {
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  // Also for a tensor that is always zero, whose scale must not be.
  const scale = Math.fround(Math.max((to - from) / 255, 1e-8));
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-from / scale))) };
}

export interface QuantizedWeights {
  readonly values: Int8Array;
  /** One a channel, or one in all where there is no axis. */
  readonly scales: Float32Array;
}

/**
 * Weights in -127..127, with a scale for each channel along `axis`, and zero in the middle.
 * @param leastScales of the channels: no scale is less, where it is given
 */
export function quantizeWeights(
  weights: Float32Array,
  dims: readonly number[],
  axis: number | null,
  leastScales?: Float32Array,
): QuantizedWeights {
  const channels = axis === null ? 1 : (dims[axis] ?? 1);
  // Neighbours along the axis lie so far apart.
  const step = axis === null ? weights.length : dims.slice(axis + 1).reduce((product, size) => product * size, 1);
  const channelOf = (at: number): number => (axis === null ? 0 : Math.floor(at / step) % channels);
  const largest = new Float32Array(channels);
  for (let at = 0; at < weights.length; at += 1) {
    const channel = channelOf(at);
    largest[channel] = Math.max(largest[channel] as number, Math.abs(weights[at] as number));
  }
  const scales = largest.map((value, channel) => Math.max(value / weightLevel, leastScales?.[channel] ?? 0) || 1);
  const values = Int8Array.from(weights, (value, at) => Math.round(value / (scales[channelOf(at)] as number)));
  return { values, scales };
}

/** A bias is added to sums of products: its unit is that of input and weights together, in 32 bits. */
export function quantizeBias(bias: Float32Array, inputScale: number, weightScales: Float32Array): QuantizedBias {
  const scales = Float32Array.from(bias, (_, at) => inputScale * (weightScales[at] ?? weightScales[0] ?? 1));
  return { scales, values: Int32Array.from(bias, (value, at) => Math.round(value / (scales[at] as number))) };
}
export interface QuantizedBias {
  readonly values: Int32Array;
  readonly scales: Float32Array;
}

/** The weights' scales below which a bias would not fit into 32 bits: channels whose weights are all but zero. */
export const leastWeightScales = (bias: Float32Array, inputScale: number): Float32Array =>
  bias.map((value) => Math.abs(value) / (inputScale * 2 ** 30));
