import { defineMessages } from './defineMessages.ts';
import type { EditableValue } from './editModel.ts';

/** TypeProto of onnx.proto (onnx/onnx, Apache-2.0), for tensors. */
const typeOf = defineMessages({
  Type: { tensor: ['one', 'Tensor', 1] },
  Tensor: { elemType: ['one', 'int32', 1], shape: ['one', 'Shape', 2] },
  Shape: { dim: ['many', 'Dim', 1] },
  Dim: { value: ['one', 'int32', 1], param: ['one', 'string', 2] },
});
const typeProto = typeOf('Type');

interface RawType {
  readonly tensor?: {
    readonly elemType?: number;
    readonly shape?: { readonly dim?: readonly { readonly value?: number; readonly param?: string }[] };
  };
}

/** What a file says of a tensor: TensorProto.DataType, and the shape, where it is known; strings and null are open sizes. */
export interface ValueType {
  readonly elemType: number;
  readonly shape: readonly (number | string | null)[] | null;
}

/** @returns null where nothing is said, or it is no tensor */
export function readValueType({ type }: EditableValue): ValueType | null {
  if (!type) return null;
  const { tensor } = typeProto.toObject(typeProto.decode(type)) as RawType;
  if (!tensor) return null;
  const { elemType = 0, shape } = tensor;
  const dims = shape?.dim?.map(({ value, param }) => (value !== undefined && value >= 0 ? value : (param ?? null)));
  return { elemType, shape: shape ? (dims ?? []) : null };
}

/** An input or output of the graph; without a shape the runtime finds it out. */
export function makeValue(name: string, { elemType, shape }: ValueType): EditableValue {
  const dim = shape?.map((size) => (typeof size === 'number' ? { value: size } : size === null ? {} : { param: size }));
  const tensor = { elemType, ...(dim && { shape: { dim } }) };
  return { name, type: typeProto.encode({ tensor }).finish() };
}
