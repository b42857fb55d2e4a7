import protobuf from 'protobufjs/light.js';

const lengthDelimited = 2;

/**
 * Whether bytes begin as an ONNX model does, with its version, and end before what they announce: a copy or a download
 * that was not finished. Only the outermost fields are looked at, whose lengths say where the next begins.
 */
export function isCutOff(bytes: Uint8Array): boolean {
  const versionTag = 0x08;
  if (bytes[0] !== versionTag) return false;
  const reader = protobuf.Reader.create(bytes);
  try {
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if ((tag & 7) === lengthDelimited) {
        const length = reader.uint32();
        if (length > reader.len - reader.pos) return true;
        reader.skip(length);
      } else reader.skipType(tag & 7);
    }
  } catch (error) {
    // A number that isn't finished; any other nonsense throws another error.
    return error instanceof RangeError;
  }
  return false;
}
