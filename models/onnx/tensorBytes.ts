import protobuf from 'protobufjs/light.js';
import type { EditableTensor } from './editModel.ts';

/** TensorProto.DataType of onnx.proto (onnx/onnx, Apache-2.0). */
export const tensorTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10, float64: 11 } as const;

export type TensorNumbers = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;

/** How many numbers a shape has; a scalar, `[]`, has one. */
export const countOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
const aligned = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.byteOffset % size === 0 ? bytes : bytesOf(bytes).slice();

/** Little-endian, as files and all machines that run this are. */
function floatsFrom(pieces: readonly Uint8Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + (length >> 2), 0));
  let at = 0;
  for (const piece of pieces) {
    const { buffer, byteOffset, length } = aligned(piece, 4);
    all.set(new Float32Array(buffer, byteOffset, length >> 2), at);
    at += length >> 2;
  }
  return all;
}

function varintsFrom(pieces: readonly Uint8Array[]): number[] {
  return pieces.flatMap((piece) => {
    const reader = protobuf.Reader.create(piece);
    const values: number[] = [];
    while (reader.pos < reader.len) values.push(Number(reader.int64()));
    return values;
  });
}

function wholeFrom(type: number, bytes: Uint8Array): ArrayLike<number | bigint> | null {
  const { int64, int32, uint8, int8 } = tensorTypes;
  if (type === uint8) return bytes;
  if (type === int8) return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  if (type === int32) {
    const { buffer, byteOffset, length } = aligned(bytes, 4);
    return new Int32Array(buffer, byteOffset, length >> 2);
  }
  if (type !== int64) return null;
  const { buffer, byteOffset, length } = aligned(bytes, 8);
  return new BigInt64Array(buffer, byteOffset, length >> 3);
}

/**
 * The numbers of a float32 tensor, where they lie in the file if their place allows it: not to be written to.
 * @returns null: another type, numbers in another file, or not as many as the shape says
 */
export function readFloats({ type, dims, raw, floats, external }: EditableTensor): Float32Array | null {
  if (type !== tensorTypes.float32 || external.length > 0) return null;
  const values = raw && raw.length > 0 ? viewFloats(raw) : floatsFrom(floats);
  return values.length === countOf(dims) ? values : null;
}

function viewFloats(raw: Uint8Array): Float32Array {
  const { buffer, byteOffset, length } = aligned(raw, 4);
  return new Float32Array(buffer, byteOffset, length >> 2);
}

/**
 * The numbers of a tensor of whole numbers: shapes, axes, quantized weights.
 * @returns null as `readFloats` does
 */
export function readInts({ type, dims, raw, ints, longs, external }: EditableTensor): number[] | null {
  if (external.length > 0) return null;
  const found = raw && raw.length > 0 ? wholeFrom(type, raw) : varintsFrom(type === tensorTypes.int64 ? longs : ints);
  return found?.length === countOf(dims) ? Array.from(found, Number) : null;
}

const typeOf = (values: TensorNumbers): number => {
  if (values instanceof Float32Array) return tensorTypes.float32;
  if (values instanceof Int8Array) return tensorTypes.int8;
  if (values instanceof Int32Array) return tensorTypes.int32;
  return values instanceof BigInt64Array ? tensorTypes.int64 : tensorTypes.uint8;
};

/** A tensor of these numbers, in a shape; they are not copied, and written when the model is. */
export function makeTensor(name: string, dims: readonly number[], values: TensorNumbers): EditableTensor {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dims: [...dims], type: typeOf(values), raw, floats: [], ints: [], longs: [], external: [] };
}
