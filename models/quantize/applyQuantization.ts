import { assertExists } from '#shared/base/assert.ts';
import { addInitializer, createNamer, makeNode, replaceUses } from '../onnx/editGraph.ts';
import type { EditableGraph, EditableNode, EditableTensor } from '../onnx/editModel.ts';
import { namesUsedInside } from '../onnx/nodeAttributes.ts';
import { readFloats } from '../onnx/tensorBytes.ts';
import { affineOf, leastWeightScales, quantizeBias, quantizeWeights } from './affine.ts';
import type { Affine, Range } from './affine.ts';
import type { Layer } from './listLayers.ts';
import type { QuantizationPlan } from './planQuantization.ts';

const dequantize = (inputs: readonly string[], output: string, axis: number | null): EditableNode =>
  makeNode({
    op: 'DequantizeLinear',
    inputs,
    outputs: [output],
    name: output,
    ...(axis !== null && { attributes: { axis: { kind: 'int', value: axis } } }),
  });

/**
 * Puts QuantizeLinear and DequantizeLinear around what the plan names (the QDQ form: a runtime makes kernels on bytes of it), and
 * keeps the weights as bytes. The graph is changed in place; its opset must be 13 or more.
 * @param ranges of the tensors that the plan gives ranges to
 */
export function applyQuantization(
  graph: EditableGraph,
  { layers, tensors }: QuantizationPlan,
  ranges: ReadonlyMap<string, Range>,
): void {
  const name = createNamer(graph);
  const weights = new Map(graph.initializers.map((tensor) => [tensor.name ?? '', tensor]));
  const affines = new Map<string, Affine>();
  const affine = (tensor: string): Affine => {
    const root = assertExists(tensors.get(tensor), 'what a layer reads is in the plan');
    const known = affines.get(root) ?? affineOf(assertExists(ranges.get(root), 'each tensor of the plan has a range'));
    affines.set(root, known);
    return known;
  };
  const floatsOf = (tensor: string): Float32Array =>
    assertExists(readFloats(weights.get(tensor) as EditableTensor), 'a layer has weights in the file');
  const params = new Map<string, readonly [scale: string, zeroPoint: string]>();
  function affineParams(tensor: string): readonly [string, string] {
    const root = tensors.get(tensor) ?? tensor;
    const { scale, zeroPoint } = affine(tensor);
    const known =
      params.get(root) ??
      ([
        addInitializer(graph, name(`${root}_scale`), [], Float32Array.of(scale)),
        addInitializer(graph, name(`${root}_zero_point`), [], Uint8Array.of(zeroPoint)),
      ] as const);
    params.set(root, known);
    return known;
  }

  /** The layer reads bytes made floats again; @returns the nodes that make them. */
  function quantizeLayer({ node, weights: tensor, axis, bias }: Layer): EditableNode[] {
    const inputScale = affine(node.inputs[0] ?? '').scale;
    const { dims } = weights.get(tensor) as EditableTensor;
    const biasValues = bias === null ? null : floatsOf(bias);
    const least = biasValues && axis !== null ? leastWeightScales(biasValues, inputScale) : undefined;
    const { values, scales } = quantizeWeights(floatsOf(tensor), dims, axis, least);
    const scaleDims = axis === null ? [] : [scales.length];
    const output = name(`${tensor}_dequantized`);
    const made = [
      dequantize(
        [
          addInitializer(graph, name(`${tensor}_quantized`), dims, values),
          addInitializer(graph, name(`${tensor}_scale`), scaleDims, scales),
          addInitializer(graph, name(`${tensor}_zero_point`), scaleDims, new Int8Array(scales.length)),
        ],
        output,
        axis,
      ),
    ];
    node.inputs[1] = output;
    if (biasValues && bias !== null) {
      const quantized = quantizeBias(biasValues, inputScale, scales);
      node.inputs[2] = name(`${bias}_dequantized`);
      const size = [biasValues.length];
      made.push(
        dequantize(
          [
            addInitializer(graph, name(`${bias}_quantized`), size, quantized.values),
            addInitializer(graph, name(`${bias}_scale`), size, quantized.scales),
          ],
          node.inputs[2],
          0,
        ),
      );
    }
    return made;
  }

  const renamed = new Map<string, string>();
  function quantizeTensor(tensor: string): EditableNode[] {
    const [scale, zeroPoint] = affineParams(tensor);
    const bytes = name(`${tensor}_quantized`);
    const output = name(`${tensor}_dequantized`);
    renamed.set(tensor, output);
    return [
      makeNode({ op: 'QuantizeLinear', inputs: [tensor, scale, zeroPoint], outputs: [bytes], name: bytes }),
      dequantize([bytes, scale, zeroPoint], output, null),
    ];
  }

  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const after = (names: readonly string[]): EditableNode[] =>
    names.filter((one) => tensors.has(one)).flatMap(quantizeTensor);
  const nodes = after(graph.inputs.map((value) => value.name));
  for (const node of graph.nodes) {
    const layer = byNode.get(node);
    if (layer) nodes.push(...quantizeLayer(layer));
    nodes.push(node, ...after(node.outputs));
  }
  const own = new Set(graph.nodes);
  for (const [from, to] of renamed) replaceUses(own, from, to);
  graph.nodes = nodes;
  const used = new Set([...nodes.flatMap(({ inputs }) => inputs), ...nodes.flatMap(namesUsedInside)]);
  const replaced = new Set(layers.flatMap(({ weights: tensor, bias }) => [tensor, bias]));
  graph.initializers = graph.initializers.filter(({ name: own = '' }) => used.has(own) || !replaced.has(own));
}
