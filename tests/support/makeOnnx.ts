/** An ONNX model of a few operators without weights, as bytes (onnx/onnx, onnx.proto). */
export function makeOnnx(model: {
  /** Of float32; strings are dynamic sizes. */
  readonly input: readonly (number | string)[];
  readonly output: readonly (number | string)[];
  /** From `x` to `y`. */
  readonly nodes: readonly { readonly op: string; readonly from: readonly string[]; readonly to: string }[];
}): Uint8Array {
  const value = (name: string, shape: readonly (number | string)[]): number[] => {
    const dims = shape.flatMap((size) => message(1, typeof size === 'number' ? varint(1, size) : text(2, size)));
    return [...text(1, name), ...message(2, message(1, [...varint(1, 1), ...message(2, dims)]))];
  };
  const nodes = model.nodes.flatMap(({ op, from, to }) =>
    message(1, [...from.flatMap((name) => text(1, name)), ...text(2, to), ...text(4, op)]),
  );
  const values = [...message(11, value('x', model.input)), ...message(12, value('y', model.output))];
  const graph = message(7, [...nodes, ...text(2, 'g'), ...values]);
  return Uint8Array.from([...varint(1, 8), ...graph, ...message(8, varint(2, 13))]);
}

function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)];
}
const varint = (field: number, value: number): number[] => [...number(field << 3), ...number(value)];
const message = (field: number, bytes: readonly number[]): number[] => [
  ...number((field << 3) | 2),
  ...number(bytes.length),
  ...bytes,
];
const text = (field: number, value: string): number[] => message(field, [...Buffer.from(value)]);
