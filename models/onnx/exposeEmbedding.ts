import { createNamer, makeNode } from './editGraph.ts';
import type { EditableGraph } from './editModel.ts';
import type { Penultimate } from './findPenultimate.ts';

/**
 * The graph gives this inner tensor and nothing else, so that what comes after it needn't be computed. Quantized numbers are made
 * floats; of others the runtime finds out the type.
 * @returns the name of the output
 */
export function exposeEmbedding(
  graph: EditableGraph,
  { tensor, quantization }: Pick<Penultimate, 'tensor' | 'quantization'>,
): string {
  let output = tensor;
  if (quantization) {
    const { scale, zeroPoint } = quantization;
    output = createNamer(graph)('embedding');
    const inputs = [tensor, scale, ...(zeroPoint === '' ? [] : [zeroPoint])];
    graph.nodes.push(makeNode({ op: 'DequantizeLinear', inputs, outputs: [output] }));
  }
  graph.outputs = [graph.outputs.find(({ name }) => name === output) ?? { name: output }];
  return output;
}
