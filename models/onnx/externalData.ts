import protobuf from 'protobufjs/light.js';

/** A piece of a file that lies beside the model and holds some of its numbers. */
export interface ExternalPiece {
  /** As the model writes it: a path from the model's folder, if the model means well. */
  readonly location: string;
  /** The file must be so long at least. */
  readonly endByte: number;
}

/**
 * Every place of onnx.proto (onnx/onnx, Apache-2.0) where a tensor may be: the weights, the constants of nodes, of their
 * subgraphs, and of functions. Numbers aren't declared, so the reader skips them without copying.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: { graph: { type: 'Graph', id: 7 }, functions: { rule: 'repeated', type: 'Function', id: 25 } },
    },
    Function: { fields: { node: { rule: 'repeated', type: 'Node', id: 7 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        initializer: { rule: 'repeated', type: 'Tensor', id: 5 },
        sparse: { rule: 'repeated', type: 'Sparse', id: 15 },
      },
    },
    Node: { fields: { attribute: { rule: 'repeated', type: 'Attribute', id: 5 } } },
    Attribute: {
      fields: {
        tensor: { type: 'Tensor', id: 5 },
        graph: { type: 'Graph', id: 6 },
        tensors: { rule: 'repeated', type: 'Tensor', id: 10 },
        graphs: { rule: 'repeated', type: 'Graph', id: 11 },
        sparse: { type: 'Sparse', id: 22 },
        sparses: { rule: 'repeated', type: 'Sparse', id: 23 },
      },
    },
    Sparse: { fields: { values: { type: 'Tensor', id: 1 }, indices: { type: 'Tensor', id: 2 } } },
    Tensor: { fields: { external: { rule: 'repeated', type: 'Pair', id: 13 } } },
    Pair: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
  },
});
const modelType = root.lookupType('Model');

interface RawTensor {
  readonly external?: readonly { readonly key?: string; readonly value?: string }[];
}
interface RawSparse {
  readonly values?: RawTensor;
  readonly indices?: RawTensor;
}
interface RawAttribute {
  readonly tensor?: RawTensor;
  readonly graph?: RawGraph;
  readonly tensors?: readonly RawTensor[];
  readonly graphs?: readonly RawGraph[];
  readonly sparse?: RawSparse;
  readonly sparses?: readonly RawSparse[];
}
interface RawNode {
  readonly attribute?: readonly RawAttribute[];
}
interface RawGraph {
  readonly node?: readonly RawNode[];
  readonly initializer?: readonly RawTensor[];
  readonly sparse?: readonly RawSparse[];
}

const ofSparse = ({ values, indices }: RawSparse): RawTensor[] => [values ?? {}, indices ?? {}];

function ofNode({ attribute = [] }: RawNode): RawTensor[] {
  return attribute.flatMap(({ tensor, graph, tensors = [], graphs = [], sparse, sparses = [] }) => [
    ...(tensor ? [tensor] : []),
    ...tensors,
    ...[...(graph ? [graph] : []), ...graphs].flatMap(ofGraph),
    ...[...(sparse ? [sparse] : []), ...sparses].flatMap(ofSparse),
  ]);
}

function ofGraph({ node = [], initializer = [], sparse = [] }: RawGraph): RawTensor[] {
  return [...initializer, ...sparse.flatMap(ofSparse), ...node.flatMap(ofNode)];
}

/** What lies outside the file, by the file's own word; null where the bytes are no ONNX model, or nested beyond reason. */
export function listExternalData(bytes: Uint8Array): ExternalPiece[] | null {
  let model: { graph?: RawGraph; functions?: { node?: RawNode[] }[] };
  try {
    model = modelType.toObject(modelType.decode(bytes));
  } catch (error) {
    // Any bytes that aren't this protobuf make the reader throw: that they aren't is the answer.
    if (error instanceof Error) return null;
    throw error;
  }
  const tensors = [
    ...(model.graph ? ofGraph(model.graph) : []),
    ...(model.functions ?? []).flatMap(({ node = [] }) => node.flatMap(ofNode)),
  ];
  const ends = new Map<string, number>();
  for (const { external = [] } of tensors) {
    const said = new Map(external.map(({ key = '', value = '' }) => [key, value]));
    const location = said.get('location');
    if (location === undefined) continue;
    const end = Number(said.get('offset') ?? 0) + Number(said.get('length') ?? 0);
    ends.set(location, Math.max(ends.get(location) ?? 0, Number.isFinite(end) ? end : Infinity));
  }
  return [...ends].map(([location, endByte]) => ({ location, endByte }));
}
