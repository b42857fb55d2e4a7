/** The few pieces of a protobuf that an ONNX file is made of (onnx/onnx, onnx.proto). */
function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)];
}
export const varint = (field: number, value: number): number[] => [...number(field << 3), ...number(value)];
export const message = (field: number, bytes: readonly number[] | Uint8Array): number[] => [
  ...number((field << 3) | 2),
  ...number(bytes.length),
  ...bytes,
];
export const text = (field: number, value: string): number[] => message(field, [...Buffer.from(value)]);

/** TensorProto.DataType. */
export const dtypes = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;
export type OnnxDtype = keyof typeof dtypes;

/** What goes in or comes out; strings are dynamic sizes. */
export function valueInfo(name: string, shape: readonly (number | string)[], dtype: OnnxDtype = 'float32'): number[] {
  const dims = shape.flatMap((size) => message(1, typeof size === 'number' ? varint(1, size) : text(2, size)));
  return [...text(1, name), ...message(2, message(1, [...varint(1, dtypes[dtype]), ...message(2, dims)]))];
}
export interface OnnxNode {
  readonly op: string;
  readonly from: readonly string[];
  readonly to: string;
}
export const node = ({ op, from, to }: OnnxNode): number[] =>
  message(1, [...from.flatMap((name) => text(1, name)), ...text(2, to), ...text(4, op)]);
