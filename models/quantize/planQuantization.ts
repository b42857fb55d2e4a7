import { indexGraph } from '../onnx/editGraph.ts';
import type { GraphIndex } from '../onnx/editGraph.ts';
import type { EditableGraph, EditableNode } from '../onnx/editModel.ts';
import { intAttribute } from '../onnx/nodeAttributes.ts';
import { tensorTypes } from '../onnx/tensorBytes.ts';
import { readValueType } from '../onnx/valueTypes.ts';
import { findLayer } from './listLayers.ts';
import type { Layer } from './listLayers.ts';
import { listBlocks } from './listBlocks.ts';

export interface QuantizationPlan {
  /** Those that become bytes, of all that could. */
  readonly layers: readonly Layer[];
  /** Tensors between nodes that become bytes, each with the one whose range it has: its own, or that of what it was cut from. */
  readonly tensors: ReadonlyMap<string, string>;
  readonly layersInAll: number;
}

/** They compute on bytes as well as on floats, each tensor with a range of its own. */
const arithmetic = new Set(['Add', 'Mul', 'Concat', 'Sigmoid', 'LeakyRelu', 'AveragePool', 'GlobalAveragePool']);
/** They only cap, which the range of what they make does by itself. */
const caps = new Set(['Relu', 'Clip']);
/** They move or choose numbers: what comes out has the range of what goes in. */
const moves = new Set([
  'MaxPool',
  'Reshape',
  'Transpose',
  'Resize',
  'Slice',
  'Split',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Identity',
]);
/** Their first output is float32 wherever their first input is. */
const keepsType = new Set([
  ...arithmetic,
  ...caps,
  ...moves,
  'Sub',
  'Div',
  'Pow',
  'Sqrt',
  'Exp',
  'Log',
  'Softmax',
  'Pad',
  'Gather',
  'BatchNormalization',
  'ReduceMean',
  'PRelu',
  'Tanh',
  'HardSigmoid',
  'HardSwish',
  'Elu',
  'Gelu',
  'MatMul',
]);

/** Inputs that carry numbers of the image; the others are shapes, axes and bounds. */
const dataInputs = ({ op, inputs }: EditableNode): readonly string[] =>
  op === 'Add' || op === 'Mul' || op === 'Concat' ? inputs : inputs.slice(0, 1);

function listFloats({ nodes, inputs }: EditableGraph, layers: ReadonlyMap<EditableNode, Layer>): Set<string> {
  const floats = new Set(
    inputs.filter((value) => readValueType(value)?.elemType === tensorTypes.float32).map(({ name }) => name),
  );
  for (const node of nodes) {
    const isFloat =
      layers.has(node) ||
      (node.op === 'Cast'
        ? intAttribute(node, 'to') === tensorTypes.float32
        : keepsType.has(node.op) && floats.has(node.inputs[0] ?? ''));
    if (isFloat) for (const name of node.outputs) floats.add(name);
  }
  return floats;
}

/** Nodes with a layer behind them, and with one before them; a layer is not behind or before itself. */
function neighbours({ nodes }: EditableGraph, index: GraphIndex, layers: ReadonlyMap<EditableNode, Layer>) {
  const after = new Set<EditableNode>();
  const before = new Set<EditableNode>();
  const is = (set: ReadonlySet<EditableNode>, node: EditableNode): boolean => set.has(node) || layers.has(node);
  for (const node of nodes) {
    const makers = node.inputs.flatMap((name) => index.producer(name) ?? []);
    if (makers.some((maker) => is(before, maker))) before.add(node);
  }
  for (const node of [...nodes].reverse()) {
    if (node.outputs.some((name) => index.consumers(name).some((user) => is(after, user)))) after.add(node);
  }
  return { hasLayerAfter: after, hasLayerBefore: before };
}

/**
 * Chooses what becomes bytes: layers with their weights, and the arithmetic between them. What comes after the last layers,
 * the reading of boxes and scores, stays float, for its numbers are few and want to be exact. The tensors of any plan are
 * among those of the one that leaves nothing float.
 * @param floatBlocks whose layers stay float, see `listBlocks`
 */
export function planQuantization(graph: EditableGraph, floatBlocks: readonly number[]): QuantizationPlan {
  const index = indexGraph(graph);
  const all = new Map(
    graph.nodes.flatMap((node) => {
      const layer = findLayer(node, index);
      return layer ? [[node, layer] as const] : [];
    }),
  );
  const floats = listFloats(graph, all);
  const { hasLayerAfter, hasLayerBefore } = neighbours(graph, index, all);
  const able = [...all.values()].filter(({ node }) => floats.has(node.inputs[0] ?? ''));
  const blocks = listBlocks(
    able.map(({ node }) => ({ hasBefore: hasLayerBefore.has(node), hasAfter: hasLayerAfter.has(node) })),
  );
  const layers = able.filter((_, at) => !floatBlocks.includes(blocks[at] ?? 0));
  const chosen = new Set(layers.map(({ node }) => node));

  const tensors = new Map<string, string>();
  /** The one node that caps a tensor: it is the capped tensor that becomes bytes. */
  const capOf = (tensor: string): EditableNode | null => {
    const users = index.consumers(tensor);
    const [user] = users;
    const isAlone = users.length === 1 && !index.isOutput(tensor);
    return isAlone && user && caps.has(user.op) && user.inputs[0] === tensor ? user : null;
  };
  function addOutput(tensor: string): void {
    const cap = capOf(tensor);
    if (cap) addOutput(cap.outputs[0] ?? '');
    else if (!tensors.has(tensor)) tensors.set(tensor, tensor);
  }
  const addInput = (tensor: string): void => void (tensors.has(tensor) || tensors.set(tensor, tensor));

  for (const node of graph.nodes) {
    if (chosen.has(node)) {
      addInput(node.inputs[0] ?? '');
      addOutput(node.outputs[0] ?? '');
      continue;
    }
    if (!hasLayerAfter.has(node) || node.outputs.length === 0) continue;
    const data = dataInputs(node);
    const isReady = data.length > 0 && data.every((name) => floats.has(name) && tensors.has(name));
    if (!isReady) continue;
    if (moves.has(node.op)) {
      const root = tensors.get(data[0] ?? '') ?? '';
      for (const name of node.outputs) if (name !== '') tensors.set(name, root);
    } else if (arithmetic.has(node.op)) addOutput(node.outputs[0] ?? '');
  }
  return { layers, tensors, layersInAll: able.length };
}
