import type { TensorInfo } from '#shared/contract/inferenceApi.ts';
import { dtypes, message, node, text, valueInfo, varint } from './onnxBytes.ts';
import type { OnnxDtype } from './onnxBytes.ts';

/** An output whose numbers never change, or what an operator makes of an input and them. */
export interface ConstantOutput {
  readonly name: string;
  readonly dtype: OnnxDtype;
  /** As the file declares it; by default `dims`. */
  readonly shape?: readonly (number | string)[];
  readonly dims: readonly number[];
  readonly values: readonly number[] | Float32Array;
  /** `values` aren't in the file but come about as `input * matrix`: only what should go in there gives them. */
  readonly times?: { readonly input: string; readonly dims: readonly number[]; readonly matrix: readonly number[] };
}

function bytesOf(dtype: OnnxDtype, values: readonly number[] | Float32Array): Uint8Array {
  if (dtype === 'int64') return new Uint8Array(BigInt64Array.from([...values].map(BigInt)).buffer);
  if (dtype === 'int32') return new Uint8Array(Int32Array.from(values).buffer);
  if (dtype === 'uint8') return Uint8Array.from(values);
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** An ONNX model in the layout of some exporter, that always says the same. */
export function makeConstantModel(model: {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly ConstantOutput[];
  readonly metadata?: Readonly<Record<string, string>>;
}): Uint8Array {
  const nodes = model.outputs.flatMap(({ name, times }) =>
    node(
      times
        ? { op: 'MatMul', from: [times.input, `the ${name}`], to: name }
        : { op: 'Identity', from: [`the ${name}`], to: name },
    ),
  );
  const constants = model.outputs.flatMap(({ name, dtype, dims, values, times }) => {
    const sizes = (times?.dims ?? dims).flatMap((size) => varint(1, size));
    const tensor = [...sizes, ...varint(2, dtypes[dtype]), ...text(8, `the ${name}`)];
    return message(5, [...tensor, ...message(9, bytesOf(dtype, times?.matrix ?? values))]);
  });
  const inputs = model.inputs.flatMap(({ name, shape, dtype }) =>
    message(11, valueInfo(name, shape, dtype as OnnxDtype)),
  );
  const outputs = model.outputs.flatMap(({ name, shape, dims, dtype }) =>
    message(12, valueInfo(name, shape ?? dims, dtype)),
  );
  const graph = message(7, [...nodes, ...text(2, 'g'), ...constants, ...inputs, ...outputs]);
  const metadata = Object.entries(model.metadata ?? {}).flatMap(([key, value]) =>
    message(14, [...text(1, key), ...text(2, value)]),
  );
  return Uint8Array.from([...varint(1, 8), ...graph, ...message(8, varint(2, 13)), ...metadata]);
}
