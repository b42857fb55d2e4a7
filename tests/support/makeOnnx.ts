import { message, node, text, valueInfo, varint } from './onnxBytes.ts';
import type { OnnxNode } from './onnxBytes.ts';

/** An ONNX model of a few operators without weights, as bytes. */
export function makeOnnx(model: {
  /** Of float32; strings are dynamic sizes. */
  readonly input: readonly (number | string)[];
  readonly output: readonly (number | string)[];
  /** From `x` to `y`. */
  readonly nodes: readonly OnnxNode[];
}): Uint8Array {
  const values = [...message(11, valueInfo('x', model.input)), ...message(12, valueInfo('y', model.output))];
  const graph = message(7, [...model.nodes.flatMap(node), ...text(2, 'g'), ...values]);
  return Uint8Array.from([...varint(1, 8), ...graph, ...message(8, varint(2, 13))]);
}
