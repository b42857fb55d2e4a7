import { indexGraph } from './editGraph.ts';
import type { GraphIndex } from './editGraph.ts';
import type { EditableGraph, EditableNode } from './editModel.ts';

/** What a classifier knows of an image before it decides for a class. */
export interface Penultimate {
  /** The name of the tensor in the graph. */
  readonly tensor: string;
  /** Of a tensor of quantized numbers: the tensors that say what they mean, as DequantizeLinear takes them. */
  readonly quantization?: { readonly scale: string; readonly zeroPoint: string };
  /** Where its channels are: `[1, channels, h, w]`, or at the end of `[1, ..., channels]`. What lies beside them is averaged. */
  readonly channels: 'first' | 'last';
}

/** What may stand between the last weights and the scores; the first input that is no constant leads on. */
const passing: ReadonlySet<string> = new Set([
  ...['Softmax', 'LogSoftmax', 'Sigmoid', 'HardSigmoid', 'Exp', 'Log', 'QLinearSoftmax', 'QLinearSigmoid'],
  ...['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Identity', 'Cast', 'Dropout'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Relu', 'Clip', 'LeakyRelu', 'BatchNormalization', 'QLinearAdd', 'QLinearMul'],
  ...['GlobalAveragePool', 'GlobalMaxPool', 'AveragePool', 'MaxPool', 'ReduceMean', 'QLinearGlobalAveragePool'],
  ...['QuantizeLinear', 'DequantizeLinear', 'Max', 'Min'],
]);

/** Layers with weights: where the numbers that go in, and the weights, are among a node's inputs. */
const layers: Readonly<Record<string, { readonly data: number; readonly weights: number }>> = {
  Gemm: { data: 0, weights: 1 },
  FusedGemm: { data: 0, weights: 1 },
  MatMul: { data: 0, weights: 1 },
  FusedMatMul: { data: 0, weights: 1 },
  Conv: { data: 0, weights: 1 },
  FusedConv: { data: 0, weights: 1 },
  MatMulInteger: { data: 0, weights: 1 },
  ConvInteger: { data: 0, weights: 1 },
  QLinearConv: { data: 0, weights: 3 },
  QLinearMatMul: { data: 0, weights: 3 },
  QGemm: { data: 0, weights: 3 },
};

/** More nodes than stand between weights and scores in any classifier; a graph that goes in circles ends here. */
const stepsAtMost = 64;
/** Operators that make weights of weights, one after the other. */
const constantDepthAtMost = 16;

function createConstancy(index: GraphIndex): (tensor: string, depth?: number) => boolean {
  const known = new Map<string, boolean>();
  return function isConstant(tensor: string, depth = 0): boolean {
    const said = known.get(tensor);
    if (said !== undefined || depth > constantDepthAtMost) return said ?? false;
    // Whatever depends on itself is none.
    known.set(tensor, false);
    const node = index.producer(tensor);
    const inputs = node?.inputs.filter((name) => name !== '') ?? [];
    const is =
      index.initializer(tensor) !== undefined ||
      node?.op === 'Constant' ||
      (node !== undefined && inputs.length > 0 && inputs.every((input) => isConstant(input, depth + 1)));
    known.set(tensor, is);
    return is;
  };
}

function readLayer(node: EditableNode, index: GraphIndex, isConstant: (tensor: string) => boolean): Penultimate | null {
  const places = layers[node.op];
  if (!places) return null;
  const { [places.data]: data = '', [places.weights]: weights = '' } = node.inputs;
  // A product may be written the other way round; of two that change it is attention, not a layer.
  const swapped = node.op === 'MatMul' && isConstant(data) && !isConstant(weights);
  if (!swapped && !isConstant(weights)) return null;
  const tensor = swapped ? weights : data;
  const channels = /Conv/.test(node.op) ? 'first' : 'last';
  const { scale = '', zeroPoint = '' } = node.op.startsWith('Q')
    ? { scale: node.inputs[1], zeroPoint: node.inputs[2] }
    : {};
  if (scale !== '') return { tensor, channels, quantization: { scale, zeroPoint } };
  // Quantized on the way in: before that it was floats.
  const producer = index.producer(tensor);
  const isDynamic = /Integer$/.test(node.op) && producer?.op === 'DynamicQuantizeLinear';
  return { tensor: (isDynamic && producer.inputs[0]) || tensor, channels };
}

/**
 * The input of the last layer with weights before a classifier's scores: a description of the image in a few hundred numbers.
 * @param scores the output with the scores; the first where it isn't said
 * @returns null where there is none: the way back from the scores meets something that is no classifier's head, or the layer's
 * input is the image itself
 */
export function findPenultimate(graph: EditableGraph, scores = graph.outputs[0]?.name): Penultimate | null {
  if (scores === undefined) return null;
  const index = indexGraph(graph);
  const isConstant = createConstancy(index);
  let tensor = scores;
  for (let step = 0; step < stepsAtMost; step += 1) {
    const node = index.producer(tensor);
    if (!node) return null;
    const found = readLayer(node, index, isConstant);
    if (found) return index.isInput(found.tensor) || isFromInputAlone(found.tensor, index) ? null : found;
    if (!passing.has(node.op)) return null;
    const changing = [...new Set(node.inputs.filter((name) => name !== '' && !isConstant(name)))];
    const [next, ...others] = changing;
    // A softmax written out divides by a sum of itself; two ways that both lead to layers are no head.
    if (next === undefined || others.some((other) => !isSumOf(other, next, index))) return null;
    tensor = next;
  }
  return null;
}

/** Whether a tensor is the image itself, only laid out or counted otherwise. */
function isFromInputAlone(tensor: string, index: GraphIndex): boolean {
  const plain = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Identity', 'Cast', 'Dropout']);
  let name = tensor;
  for (let step = 0; step < stepsAtMost; step += 1) {
    if (index.isInput(name)) return true;
    const node = index.producer(name);
    if (!node || !plain.has(node.op)) return false;
    name = node.inputs[0] ?? '';
  }
  return false;
}

/** Whether a tensor is one number made of another, as softmax and normalization divide by it. */
function isSumOf(tensor: string, of: string, index: GraphIndex): boolean {
  const node = index.producer(tensor);
  return node !== undefined && /^Reduce(Sum|Max|L1|L2)$/.test(node.op) && node.inputs[0] === of;
}
