import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AppError } from '#shared/contract/errors.ts';

/** What the WebAssembly decoders have in common. They bring no types. */
export interface CodecFrame {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
}

interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): CodecFrame;
  delete(): void;
}

type Module = Record<string, (new () => Decoder) | undefined>;
type Factory = (options: { wasmBinary: Uint8Array; print(): void; printErr(): void }) => Promise<Module>;

const fromHere = createRequire(import.meta.url);

/** A package, and the name of its decoder. */
const codecs = {
  jpeg: ['@cornerstonejs/codec-libjpeg-turbo-8bit', 'JPEGDecoder'],
  jpegLs: ['@cornerstonejs/codec-charls', 'JpegLSDecoder'],
  jpeg2000: ['@cornerstonejs/codec-openjpeg', 'J2KDecoder'],
} as const;

const loaded = new Map<keyof typeof codecs, Promise<Module>>();

function load(codec: keyof typeof codecs): Promise<Module> {
  const [name] = codecs[codec];
  const factory = fromHere(`${name}/decodewasmjs`) as Factory;
  // What it complains about comes as an exception, too.
  const quiet = { print: () => undefined, printErr: () => undefined };
  return factory({ wasmBinary: readFileSync(fromHere.resolve(`${name}/decodewasm`)), ...quiet });
}

/**
 * Decodes one stream, whose size was checked before. A decoder that failed may be broken: the next one is a new one.
 * @throws {AppError} dicom.damaged
 */
export async function decodeByCodec(
  codec: keyof typeof codecs,
  bytes: Uint8Array,
): Promise<{ frame: CodecFrame; data: Uint8Array }> {
  const known = loaded.get(codec) ?? load(codec);
  loaded.set(codec, known);
  const Constructor = (await known)[codecs[codec][1]];
  if (!Constructor) throw new Error(`there is no decoder in ${codecs[codec][0]}`);
  const decoder = new Constructor();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    // A copy: the memory is the decoder's.
    const result = { frame: { ...decoder.getFrameInfo() }, data: decoder.getDecodedBuffer().slice() };
    decoder.delete();
    return result;
  } catch (error) {
    loaded.delete(codec);
    const reason = error instanceof Error ? error.message : 'the compressed pixels can not be decoded';
    throw new AppError('dicom.damaged', { reason }, { cause: error });
  }
}
