import { indexGraph } from '../onnx/editGraph.ts';
import type { GraphIndex } from '../onnx/editGraph.ts';
import type { EditableGraph, EditableNode, EditableTensor } from '../onnx/editModel.ts';
import { tensorAttribute } from '../onnx/nodeAttributes.ts';
import { readFloats, readInts } from '../onnx/tensorBytes.ts';
import type { Range } from './affine.ts';

function constant(tensor: string, index: GraphIndex): EditableTensor | null {
  const found = index.initializer(tensor);
  if (found) return found;
  const producer = index.producer(tensor);
  return producer?.op === 'Constant' ? tensorAttribute(producer, 'value') : null;
}

/** The bounds of a Relu or Clip; null where they aren't fixed. */
function boundsOf({ op, inputs }: EditableNode, index: GraphIndex): Range | null {
  if (op === 'Relu') return { low: 0, high: Infinity };
  if (op !== 'Clip') return null;
  const [low, high] = [inputs[1] ?? '', inputs[2] ?? ''].map((name, at) => {
    if (name === '') return at === 0 ? -Infinity : Infinity;
    const tensor = constant(name, index);
    return tensor ? readFloats(tensor)?.[0] : undefined;
  });
  return low === undefined || high === undefined ? null : { low, high };
}

/** All that the bytes of a QuantizeLinear can say, and how far apart two of it are. */
function sayable({ inputs }: EditableNode, index: GraphIndex): (Range & { readonly step: number }) | null {
  const [scale, zeroPoint] = inputs.slice(1).map((name) => index.initializer(name));
  const step = scale && readFloats(scale)?.[0];
  const zero = zeroPoint && readInts(zeroPoint)?.[0];
  return step === undefined || zero === undefined ? null : { low: -zero * step, high: (255 - zero) * step, step };
}

/**
 * Where a tensor becomes bytes whose range lies within the bounds of the Relu or Clip before, that does nothing: left out, the
 * layer before it gives the bytes at once. (onnxruntime 1.30 does so too, but makes an invalid graph of some models by it.)
 */
export function dropSpareCaps(graph: EditableGraph): void {
  const index = indexGraph(graph);
  const spare = new Set<EditableNode>();
  for (const node of graph.nodes) {
    const [tensor = ''] = node.inputs;
    const cap = node.op === 'QuantizeLinear' ? index.producer(tensor) : undefined;
    if (!cap || index.consumers(tensor).length > 1 || index.isOutput(tensor)) continue;
    const [bounds, bytes] = [boundsOf(cap, index), sayable(node, index)];
    // What reaches over a bound by less than a step, as rounding zero makes it, is no more than quantizing does anyway.
    if (!bounds || !bytes || bytes.low + bytes.step < bounds.low || bytes.high - bytes.step > bounds.high) continue;
    node.inputs[0] = cap.inputs[0] ?? '';
    spare.add(cap);
  }
  graph.nodes = graph.nodes.filter((node) => !spare.has(node));
}
