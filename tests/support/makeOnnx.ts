import { message, node, text, valueInfo, varint } from './onnxBytes.ts';
import type { OnnxDtype, OnnxNode } from './onnxBytes.ts';

type Shape = readonly (number | string)[];

/** An ONNX model of a few operators, as bytes. */
export function makeOnnx(model: {
  /** Of `x`; strings are dynamic sizes. */
  readonly input: Shape;
  /** Of `y`. */
  readonly output: Shape;
  /** From `x` to `y`. */
  readonly nodes: readonly OnnxNode[];
  readonly inputType?: OnnxDtype;
  readonly outputType?: OnnxDtype;
  /** Pieces of the graph in bytes: weights, further inputs. */
  readonly more?: readonly number[];
  readonly opset?: number;
  /** Of the file's format. */
  readonly version?: number;
}): Uint8Array {
  const { input, output, nodes, inputType, outputType, more = [], opset = 13, version = 8 } = model;
  const values = [...message(11, valueInfo('x', input, inputType)), ...message(12, valueInfo('y', output, outputType))];
  const graph = message(7, [...nodes.flatMap(node), ...text(2, 'g'), ...more, ...values]);
  return Uint8Array.from([...varint(1, version), ...graph, ...message(8, varint(2, opset))]);
}
