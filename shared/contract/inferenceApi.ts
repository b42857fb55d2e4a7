import type { Shape } from '../shapes/shapeRegistry.ts';
import type { ModelCard } from '../model/modelCard.ts';
import type { Device, Thresholds } from '../model/run.ts';
import type { ModelPrompt, SmartAnswer } from '../model/smartAnswer.ts';
import type { ErrorRecord } from './errors.ts';

export interface TensorInfo {
  readonly name: string;
  /** `float32`, `float16`, `uint8`, `int64`, ... */
  readonly dtype: string;
  /** Numbers are fixed, strings are names of dynamic dimensions. */
  readonly shape: readonly (number | string)[];
}

/** What a file says of itself: enough to recognise its family. */
export interface ModelSignature {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** The ONNX file's metadata_props, for example Ultralytics' `names`, `task`, `stride`, `imgsz`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A prediction before it has an id. */
export interface RawPrediction {
  readonly className: string;
  readonly score: number;
  readonly shape: Shape;
}

export interface ItemResult {
  readonly itemId: number;
  readonly result:
    | { readonly ok: true; readonly predictions: readonly RawPrediction[] }
    | { readonly ok: false; readonly error: ErrorRecord };
}

/** Milliseconds of one batch by step, summed over its items. */
export interface StepTimes {
  readonly decodeMs: number;
  readonly runMs: number;
  readonly postMs: number;
}

export interface ImageToPredict {
  readonly itemId: number;
  readonly path: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Bits of a channel, where known: grey of more than 8 is stretched. */
  readonly bitDepth: number | null;
  /** Of the bytes that are to be read. */
  readonly contentHash: string;
}

/** A model in two files, the image that it is asked about, and where the image's embedding is kept. */
interface Embedded {
  readonly encoderPath: string;
  readonly decoderPath: string;
  readonly card: ModelCard;
  readonly item: ImageToPredict;
  readonly cacheFile: string;
  readonly threads: number;
}

/** Messages of the inference process. It opens model and image files itself; records come back. */
export type InferenceApi = {
  /** Parses the file as data. A card beside it (`NAME.json`) is read by the engine and given to `load`. */
  inspect: { input: { modelPath: string }; output: { signature: ModelSignature; card: ModelCard | null } };
  /** The model that was loaded before is let go, unless it is the same. */
  load: {
    input: { modelPath: string; card: ModelCard; device: Device; threads: number | null };
    output: {
      sessionId: string;
      device: Exclude<Device, 'auto'>;
      /** Why it is not what was asked for, or what `auto` would rather have had; null: it is. */
      fallback: string | null;
    };
  };
  /**
   * Predictions of several images, in pixels of the upright image.
   */
  predict: {
    input: Thresholds & {
      sessionId: string;
      items: readonly ImageToPredict[];
      /** The items after these: decoded while these are run. */
      upcoming: readonly ImageToPredict[];
    };
    output: { results: readonly ItemResult[]; times: StepTimes };
  };
  /**
   * What a run would find in one image. Asked again of the same image with other thresholds, the model isn't run again: its
   * outputs are read anew.
   */
  preview: {
    input: Thresholds & { sessionId: string; item: ImageToPredict };
    output: { result: ItemResult['result']; times: StepTimes };
  };
  /** Makes the embedding of an image and keeps it, unless it is there. */
  embed: { input: Embedded; output: { isThere: boolean } };
  /** What a prompt means, in image pixels, and how sure the model is, if it says. */
  segment: {
    input: Embedded & { prompt: ModelPrompt };
    output: SmartAnswer & { isThere: boolean };
  };
  /** Which execution providers this build of the runtime brings, and why the others can't be used. */
  devices: {
    input: Record<string, never>;
    output: { devices: readonly { device: Device; usable: boolean; detail: string }[] };
  };
};
