import protobuf from 'protobufjs/light.js';
import { defineMessages } from './defineMessages.ts';

/**
 * A model as pieces that can be changed: what onnx.proto (onnx/onnx, Apache-2.0) says of graph, nodes and weights. All
 * else that a file holds stays with its piece as `$unknowns` and is written again as it was. Whatever is `Uint8Array` lies
 * in the bytes that were decoded, not in a copy of them.
 */
export interface EditableModel {
  irVersion: number;
  graph: EditableGraph;
  opsets: Opset[];
  /** metadata_props. */
  metadata: { key?: string; value?: string }[];
  /** FunctionProto messages, unread. */
  functions: Uint8Array[];
}
export interface Opset {
  /** Absent, `''` and `ai.onnx` are ONNX's own operators. */
  domain?: string;
  version?: number;
}
export interface EditableGraph {
  nodes: EditableNode[];
  initializers: EditableTensor[];
  inputs: EditableValue[];
  outputs: EditableValue[];
  /** What the file says of inner tensors. */
  values: EditableValue[];
}
export interface EditableNode {
  /** `''` where an optional one is left out. */
  inputs: string[];
  outputs: string[];
  name?: string;
  op: string;
  domain?: string;
  /** AttributeProto messages: `nodeAttributes.ts` reads and makes them. */
  attributes: Uint8Array[];
}
/** A TensorProto: `tensorBytes.ts` reads and makes them. */
export interface EditableTensor {
  dims: number[];
  /** TensorProto.DataType: 1 float32, 2 uint8, 3 int8, 6 int32, 7 int64. */
  type: number;
  name?: string;
  raw?: Uint8Array;
  /** Packed numbers, each piece as it lies in the file; a message may hold several. */
  floats: Uint8Array[];
  ints: Uint8Array[];
  longs: Uint8Array[];
  /** Where the numbers are when they lie in another file: StringStringEntryProto messages. */
  external: Uint8Array[];
}
export interface EditableValue {
  name: string;
  /** TypeProto message: `valueTypes.ts` reads and makes it. */
  type?: Uint8Array;
}

/** Whole numbers are int32: on the wire the same as int64, and none of these is ever larger. */
const typeOf = defineMessages({
  Model: {
    irVersion: ['one', 'int32', 1],
    graph: ['one', 'Graph', 7],
    opsets: ['many', 'Opset', 8],
    metadata: ['many', 'Pair', 14],
    functions: ['many', 'bytes', 25],
  },
  Opset: { domain: ['one', 'string', 1], version: ['one', 'int32', 2] },
  Pair: { key: ['one', 'string', 1], value: ['one', 'string', 2] },
  Graph: {
    nodes: ['many', 'Node', 1],
    initializers: ['many', 'Tensor', 5],
    inputs: ['many', 'Value', 11],
    outputs: ['many', 'Value', 12],
    values: ['many', 'Value', 13],
  },
  Node: {
    inputs: ['many', 'string', 1],
    outputs: ['many', 'string', 2],
    name: ['one', 'string', 3],
    op: ['one', 'string', 4],
    attributes: ['many', 'bytes', 5],
    domain: ['one', 'string', 7],
  },
  Tensor: {
    dims: ['many', 'int32', 1],
    type: ['one', 'int32', 2],
    floats: ['many', 'bytes', 4],
    ints: ['many', 'bytes', 5],
    longs: ['many', 'bytes', 7],
    name: ['one', 'string', 8],
    raw: ['one', 'bytes', 9],
    external: ['many', 'bytes', 13],
  },
  Value: { name: ['one', 'string', 1], type: ['one', 'bytes', 2] },
});
const modelType = typeOf('Model');
const tensorType = typeOf('Tensor');

/** What is larger is no model for labeling, and changing it would need several times its size of memory. */
export const editableBytesAtMost = 2 ** 29;
/** Far more than any model has: a file of empty messages would become many times its size in memory. */
const piecesAtMost = 200_000;

type MessageLike = Record<string, unknown>;

/** Lists that a message left out are empty ones that can be added to: the prototype's are frozen and shared. */
function fillLists(message: object, ...names: string[]): void {
  for (const name of names) if (!Object.hasOwn(message, name)) (message as MessageLike)[name] = [];
}

const fillTensor = (tensor: EditableTensor): void => fillLists(tensor, 'dims', 'floats', 'ints', 'longs', 'external');

function decode(type: protobuf.Type, bytes: Uint8Array): object | null {
  try {
    const reader = protobuf.Reader.create(bytes);
    reader.discardUnknown = false;
    return type.decode(reader);
  } catch (error) {
    // Any bytes that aren't this protobuf make the reader throw: that they aren't is the answer.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** @returns null where the bytes are no ONNX model, or are more than `editableBytesAtMost` or than any model's pieces */
export function decodeModel(bytes: Uint8Array): EditableModel | null {
  if (bytes.length > editableBytesAtMost) return null;
  const model = decode(modelType, bytes) as EditableModel | null;
  if (!model || !Object.hasOwn(model, 'graph')) return null;
  const { graph } = model;
  fillLists(model, 'opsets', 'metadata', 'functions');
  fillLists(graph, 'nodes', 'initializers', 'inputs', 'outputs', 'values');
  if (graph.nodes.length + graph.initializers.length + graph.values.length > piecesAtMost) return null;
  for (const node of graph.nodes) fillLists(node, 'inputs', 'outputs', 'attributes');
  graph.initializers.forEach(fillTensor);
  return model;
}

/** A new file; the model stays as it is, and may be changed and written again. */
export const encodeModel = (model: EditableModel): Uint8Array => modelType.encode(model).finish();

/** A TensorProto of an attribute. @returns null where the bytes are none */
export function decodeTensor(bytes: Uint8Array): EditableTensor | null {
  const tensor = decode(tensorType, bytes) as EditableTensor | null;
  if (tensor) fillTensor(tensor);
  return tensor;
}

export const encodeTensor = (tensor: EditableTensor): Uint8Array => tensorType.encode(tensor).finish();

/** The version of ONNX's own operators that a model uses; 0 where it doesn't say. */
export const opsetOf = ({ opsets }: EditableModel): number =>
  opsets.find(({ domain = '' }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
