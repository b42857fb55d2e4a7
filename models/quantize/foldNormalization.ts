import { addInitializer, createNamer, indexGraph } from '../onnx/editGraph.ts';
import type { EditableGraph, EditableNode } from '../onnx/editModel.ts';
import { floatAttribute, namesUsedInside } from '../onnx/nodeAttributes.ts';
import { readFloats } from '../onnx/tensorBytes.ts';

/**
 * A BatchNormalization that follows a convolution and nobody else reads between becomes part of its weights and bias, as
 * runtimes do themselves with floats, and can't with bytes.
 */
export function foldNormalization(graph: EditableGraph): void {
  const index = indexGraph(graph);
  const name = createNamer(graph);
  const floats = (tensor: string | undefined): Float32Array | null => {
    const found = index.initializer(tensor ?? '');
    return found ? readFloats(found) : null;
  };
  const folded = new Set<EditableNode>();
  for (const node of graph.nodes) {
    if (node.op !== 'BatchNormalization' || node.outputs.filter((one) => one !== '').length !== 1) continue;
    const [input = '', ...rest] = node.inputs;
    const convolution = index.producer(input);
    if (convolution?.op !== 'Conv' || index.consumers(input).length !== 1 || index.isOutput(input)) continue;
    const [gamma, beta, mean, variance] = rest.map(floats);
    const weights = floats(convolution.inputs[1]);
    const dims = index.initializer(convolution.inputs[1] ?? '')?.dims;
    const hasBias = (convolution.inputs[2] ?? '') !== '';
    const bias = hasBias ? floats(convolution.inputs[2]) : new Float32Array(gamma?.length ?? 0);
    if (!gamma || !beta || !mean || !variance || !weights || !dims || !bias) continue;
    const epsilon = floatAttribute(node, 'epsilon') ?? 1e-5;
    const factors = gamma.map((value, at) => value / Math.sqrt((variance[at] as number) + epsilon));
    const step = weights.length / factors.length;
    const newWeights = weights.map((value, at) => value * (factors[Math.floor(at / step)] as number));
    const newBias = bias.map(
      (value, at) => (value - (mean[at] as number)) * (factors[at] as number) + (beta[at] as number),
    );
    convolution.inputs = [
      convolution.inputs[0] ?? '',
      addInitializer(graph, name('folded_weights'), dims, newWeights),
      addInitializer(graph, name('folded_bias'), [newBias.length], newBias),
    ];
    convolution.outputs = [...node.outputs.slice(0, 1)];
    folded.add(node);
  }
  graph.nodes = graph.nodes.filter((node) => !folded.has(node));
  const used = new Set(graph.nodes.flatMap((node) => [...node.inputs, ...namesUsedInside(node)]));
  if (folded.size > 0) graph.initializers = graph.initializers.filter((tensor) => used.has(tensor.name ?? ''));
}
