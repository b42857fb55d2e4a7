import type * as Ort from 'onnxruntime-node';

export interface ReferenceTensor {
  readonly type: 'float32' | 'float16' | 'uint8' | 'int64';
  readonly dims: readonly number[];
  readonly values: readonly number[] | Float32Array;
}
export type ReferenceOutputs = Readonly<Record<string, Float32Array>>;

let library: Promise<typeof Ort> | undefined;

/** Loaded once, and after `Float16Array` is gone: the library fails with it (see electron/inference). */
export function loadRuntime(): Promise<typeof Ort> {
  Reflect.deleteProperty(globalThis, 'Float16Array');
  process.env.ORT_DISABLE_TELEMETRY = '1';
  return (library ??= import('onnxruntime-node'));
}

/** A half by way of the number line: the nearest of what it can hold (normal numbers and zero). */
function toHalfBits(value: number): number {
  if (value === 0) return 0;
  const sign = value < 0 ? 0x8000 : 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const mantissa = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return sign + (exponent + 15) * 1024 + mantissa;
}
function fromHalfBits(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor((bits % 0x8000) / 1024);
  const mantissa = bits % 1024;
  return exponent === 0 ? (sign * mantissa) / 2 ** 24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

function toTensor(ort: typeof Ort, { type, dims, values }: ReferenceTensor): Ort.Tensor {
  if (type === 'int64') return new ort.Tensor(type, BigInt64Array.from([...values].map(BigInt)), dims);
  if (type === 'uint8') return new ort.Tensor(type, Uint8Array.from(values), dims);
  if (type === 'float16') return new ort.Tensor(type, Uint16Array.from(values, toHalfBits), dims);
  return new ort.Tensor(type, Float32Array.from(values), dims);
}

/** Runs a model once, with nothing of ours between. */
export async function runOnnx(
  file: string,
  feeds: Readonly<Record<string, ReferenceTensor>>,
): Promise<ReferenceOutputs> {
  const ort = await loadRuntime();
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  const inputs = Object.entries(feeds).map(([name, tensor]): [string, Ort.Tensor] => [name, toTensor(ort, tensor)]);
  const outputs = await session.run(Object.fromEntries(inputs));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, data }]): [string, Float32Array] => {
      if (type === 'float16') return [name, Float32Array.from(data as unknown as Uint16Array, fromHalfBits)];
      return [name, Float32Array.from(data as ArrayLike<number | bigint>, Number)];
    }),
  );
}
