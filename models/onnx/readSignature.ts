import protobuf from 'protobufjs/light.js';
import type { ModelSignature, TensorInfo } from '#shared/contract/inferenceApi.ts';

/**
 * The parts of onnx.proto (onnx/onnx, Apache-2.0) that say what goes in and comes out. Fields that aren't declared,
 * the weights above all, are skipped by the reader without being copied.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        graph: { type: 'Graph', id: 7 },
        metadata: { rule: 'repeated', type: 'Pair', id: 14 },
        opset: { rule: 'repeated', type: 'Opset', id: 8 },
      },
    },
    Opset: { fields: { version: { type: 'int64', id: 2 } } },
    Pair: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    Graph: {
      fields: {
        initializer: { rule: 'repeated', type: 'Named', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfo', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfo', id: 12 },
      },
    },
    Named: { fields: { name: { type: 'string', id: 8 } } },
    ValueInfo: { fields: { name: { type: 'string', id: 1 }, type: { type: 'ValueType', id: 2 } } },
    ValueType: { fields: { tensor: { type: 'TensorType', id: 1 } } },
    TensorType: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'Shape', id: 2 } } },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 1 } } },
    // One of the two: so a size of 0 is told from none.
    Dim: {
      oneofs: { size: { oneof: ['value', 'param'] } },
      fields: { value: { type: 'int64', id: 1 }, param: { type: 'string', id: 2 } },
    },
  },
});
const modelType = root.lookupType('Model');

/** TensorProto.DataType of onnx.proto. */
const dtypes: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};

interface RawValue {
  readonly name?: string;
  readonly type?: { tensor?: { elemType?: number; shape?: { dim?: { value?: number; param?: string }[] } } };
}
interface RawModel {
  readonly graph?: { initializer?: { name?: string }[]; input?: RawValue[]; output?: RawValue[] };
  readonly metadata?: { key?: string; value?: string }[];
}

function toTensorInfo({ name = '', type }: RawValue): TensorInfo {
  const { elemType = 0, shape } = type?.tensor ?? {};
  return {
    name,
    dtype: dtypes[elemType] ?? `type ${elemType}`,
    // 0 is a size, to the runtime as well; -1 is what some exporters write for a dynamic one.
    shape: (shape?.dim ?? []).map(({ value, param }) => (value !== undefined && value >= 0 ? value : (param ?? '?'))),
  };
}

/**
 * What an ONNX file says of itself, or null when the bytes are no ONNX model. Reads data, runs nothing.
 */
export function readSignature(bytes: Uint8Array): Pick<ModelSignature, 'inputs' | 'outputs' | 'metadata'> | null {
  let model: RawModel;
  try {
    model = modelType.toObject(modelType.decode(bytes), { longs: Number });
  } catch (error) {
    // Any bytes that aren't this protobuf make the reader throw: that they aren't is the answer.
    if (error instanceof Error) return null;
    throw error;
  }
  const { graph, metadata = [] } = model;
  if (!graph?.output?.length) return null;
  // Old exports list the weights among the inputs.
  const weights = new Set((graph.initializer ?? []).map(({ name }) => name));
  return {
    inputs: (graph.input ?? []).filter(({ name }) => !weights.has(name)).map(toTensorInfo),
    outputs: graph.output.map(toTensorInfo),
    metadata: Object.fromEntries(metadata.map(({ key = '', value = '' }) => [key, value])),
  };
}
