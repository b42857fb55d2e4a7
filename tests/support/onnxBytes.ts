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
export const dtypes = { float32: 1, uint8: 2, int32: 6, int64: 7, string: 8, float16: 10, float64: 11 } as const;
export type OnnxDtype = keyof typeof dtypes;

/** A tensor of the graph or of an attribute: its bytes, or the file beside the model that has them. */
export function weights(
  name: string,
  dims: readonly number[],
  values: Uint8Array | { readonly external: string; readonly length?: number },
  dtype: OnnxDtype = 'float32',
): number[] {
  const head = [...dims.flatMap((size) => varint(1, size)), ...varint(2, dtypes[dtype]), ...text(8, name)];
  if (values instanceof Uint8Array) return message(5, [...head, ...message(9, values)]);
  const pair = (key: string, value: string): number[] => message(13, [...text(1, key), ...text(2, value)]);
  const length = values.length === undefined ? [] : pair('length', String(values.length));
  return message(5, [...head, ...pair('location', values.external), ...length, ...varint(14, 1)]);
}

/** What goes in or comes out; strings are dynamic sizes. */
export function valueInfo(name: string, shape: readonly (number | string)[], dtype: OnnxDtype = 'float32'): number[] {
  const dims = shape.flatMap((size) => message(1, typeof size === 'number' ? varint(1, size) : text(2, size)));
  return [...text(1, name), ...message(2, message(1, [...varint(1, dtypes[dtype]), ...message(2, dims)]))];
}
export interface OnnxNode {
  readonly op: string;
  readonly from: readonly string[];
  readonly to: string;
  /** Attributes that are whole numbers. */
  readonly whole?: Readonly<Record<string, number>>;
  /** What a Constant holds, as `weights` makes it. */
  readonly value?: readonly number[];
}
const attribute = (name: string, type: number, value: readonly number[]): number[] =>
  message(5, [...text(1, name), ...value, ...varint(20, type)]);
export function node({ op, from, to, whole = {}, value }: OnnxNode): number[] {
  const attributes = Object.entries(whole).flatMap(([name, number]) => attribute(name, 2, varint(3, number)));
  const held = value ? attribute('value', 4, value) : [];
  return message(1, [...from.flatMap((name) => text(1, name)), ...text(2, to), ...text(4, op), ...attributes, ...held]);
}
