import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import protobuf from 'protobufjs/light.js';

/** The fields of onnx.proto (onnx/onnx, Apache-2.0) that a graph of constants needs. */
const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        graph: { type: 'Graph', id: 7 },
        opset: { rule: 'repeated', type: 'Opset', id: 8 },
        metadata: { rule: 'repeated', type: 'Pair', id: 14 },
      },
    },
    Opset: { fields: { version: { type: 'int64', id: 2 } } },
    Pair: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'Tensor', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfo', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfo', id: 12 },
      },
    },
    Node: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        opType: { type: 'string', id: 4 },
      },
    },
    Tensor: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
    ValueInfo: { fields: { name: { type: 'string', id: 1 }, type: { type: 'ValueType', id: 2 } } },
    ValueType: { fields: { tensor: { type: 'TensorType', id: 1 } } },
    TensorType: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'Shape', id: 2 } } },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 1 } } },
    Dim: { fields: { value: { type: 'int64', id: 1 } } },
  },
});

export interface ConstantOutput {
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

const typeOf = (data: ConstantOutput['data']): number => (data instanceof Float32Array ? 1 : 7);

/**
 * A model that sees nothing and always says the same: its file, in a folder, with a card beside it when one is given.
 * @param model.input sizes, float32
 */
export function writeConstantModel(
  file: string,
  model: {
    readonly input: readonly number[];
    readonly outputs: readonly ConstantOutput[];
    readonly metadata?: Readonly<Record<string, string>>;
    readonly card?: Readonly<Record<string, unknown>>;
  },
): string {
  const { input, outputs, metadata = {}, card } = model;
  const value = (name: string, elemType: number, dims: readonly number[]) => ({
    name,
    type: { tensor: { elemType, shape: { dim: dims.map((size) => ({ value: size })) } } },
  });
  const graph = {
    name: 'g',
    node: outputs.map((_, at) => ({ input: [`constant${at}`], output: [`output${at}`], opType: 'Identity' })),
    initializer: outputs.map(({ dims, data }, at) => ({
      ...{ dims, dataType: typeOf(data), name: `constant${at}` },
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })),
    input: [value('images', 1, input)],
    output: outputs.map(({ dims, data }, at) => value(`output${at}`, typeOf(data), dims)),
  };
  const type = root.lookupType('Model');
  const pairs = Object.entries(metadata).map(([key, text]) => ({ key, value: text }));
  const bytes = type
    .encode(type.fromObject({ irVersion: 8, opset: [{ version: 13 }], graph, metadata: pairs }))
    .finish();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  if (card) writeFileSync(file.replace(/onnx$/, 'json'), JSON.stringify(card));
  return file;
}
