import type * as Ort from 'onnxruntime-node';
import { readSignature } from '#models/onnx/readSignature.ts';
import { assertExists } from '#shared/base/assert.ts';
import { loadRuntime } from './reference/runOnnx.ts';

const arrays = {
  float32: Float32Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
} as const;
type Dtype = keyof typeof arrays;

/** Numbers that any input takes, always the same; dynamic sizes are 1. */
function makeInput(
  ort: typeof Ort,
  dtype: string,
  shape: readonly (number | string)[],
  given?: Ort.Tensor.DataType,
): Ort.Tensor {
  const dims = shape.map((size) => (typeof size === 'number' ? size : 1));
  const length = dims.reduce((product, size) => product * size, 1);
  // In binary16 this is 0.5 to 1.
  const value = (at: number): number => (dtype === 'float16' ? 0x3800 + (at % 1024) : ((at * 31) % 97) + 1);
  const make = { ...arrays }[dtype as Dtype];
  const data =
    given ??
    (make === BigInt64Array
      ? BigInt64Array.from({ length }, (_, at) => BigInt(value(at)))
      : (make as Uint8ArrayConstructor).from({ length }, (_, at) => value(at)));
  return new ort.Tensor(dtype as 'float32', data as Float32Array, dims);
}

/** What a model says of made inputs, by output, as bytes; an input's values may be given. */
export async function runMadeInputs(
  model: Uint8Array,
  given: Readonly<Record<string, Uint8Array | Float32Array>> = {},
): Promise<Record<string, Uint8Array>> {
  const ort = await loadRuntime();
  const { inputs } = assertExists(readSignature(model), 'it is a model');
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  try {
    const feeds = Object.fromEntries(
      inputs.map(({ name, dtype, shape }) => [name, makeInput(ort, dtype, shape, given[name] as never)]),
    );
    const results = await session.run(feeds);
    return Object.fromEntries(
      session.outputNames.map((name) => {
        const { buffer, byteOffset, byteLength } = results[name]?.data as Float32Array;
        return [name, new Uint8Array(buffer, byteOffset, byteLength)];
      }),
    );
  } finally {
    await session.release();
  }
}
