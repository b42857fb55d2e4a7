import type { Shape } from '../shapes/shapeRegistry.ts';
import type { ClassScores } from '../model/classScores.ts';
import type { QuantizedVector, Region } from '../model/embedding.ts';
import type { ModelCard } from '../model/modelCard.ts';
import type { RunOptions } from '../model/runOptions.ts';
import type { Accelerator, Thresholds, UsedDevice } from '../model/run.ts';
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
  /** Of families that score every class of an object. */
  readonly scores?: ClassScores;
  /** Of a committee: the share of the models that have seen it, 0..1. */
  readonly agreement?: number;
}

export interface ItemResult {
  readonly itemId: number;
  readonly result:
    | { readonly ok: true; readonly predictions: readonly RawPrediction[] }
    | { readonly ok: false; readonly error: ErrorRecord };
}

/** Milliseconds of one batch by step, summed over its items. */
export interface StepTimes {
  /** Waiting for pixels: what decoding ahead did not hide. */
  readonly decodeMs: number;
  /** Pixels made into the model's input. */
  readonly tensorMs: number;
  readonly runMs: number;
  readonly postMs: number;
}

export interface ImageToPredict {
  readonly itemId: number;
  readonly path: string;
  /** Which image of a file of several, from 0; absent: the first. */
  readonly frame?: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Bits of a channel, where known: grey of more than 8 is stretched. */
  readonly bitDepth: number | null;
  /** Of the bytes that are to be read. */
  readonly contentHash: string;
}

export interface ModelToLoad {
  readonly modelPath: string;
  readonly card: ModelCard;
  readonly threads: number | null;
}

/** How another device does, measured against the processor: `agrees` says whether its numbers are the same. */
export type ProbeResult =
  | { readonly ok: true; readonly agrees: boolean; readonly runMs: number }
  | { readonly ok: false; readonly reason: string };

/** A library that a device needs, and where it was found. */
export interface DevicePiece {
  readonly name: string;
  readonly file: string | null;
}

/** `missing` says why the runtime can't use it; null: it may work, which a run shows. `never`: not on this system. */
export interface AcceleratorState {
  readonly device: Accelerator;
  readonly missing: string | null;
  readonly never: boolean;
  /** What it needs beside the runtime, as far as that is known. */
  readonly pieces: readonly DevicePiece[];
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

/** An image, and what of it is to be described: null is all of it. */
export interface ImageToEmbed {
  readonly item: ImageToPredict;
  readonly parts: readonly (Region | null)[];
}

export interface ImageVectors {
  readonly itemId: number;
  readonly result:
    | { readonly ok: true; readonly vectors: readonly QuantizedVector[] }
    | { readonly ok: false; readonly error: ErrorRecord };
}

/** Which models are asked how. */
interface Question extends Thresholds {
  readonly sessionId: string;
  /** Loaded models beside it, whose answers are fused with its own. */
  readonly others: readonly string[];
  readonly options: Omit<RunOptions, 'committee'>;
}

/** Messages of the inference process. It opens model and image files itself; records come back. */
/** How a model is quantized: which of its twelve blocks of layers stay float, and how ranges of numbers are chosen. */
export interface QuantizationWay {
  readonly floatBlocks: readonly number[];
  readonly ranges: 'all' | 'leastError';
}

export type InferenceApi = {
  /** Parses the file as data. A card beside it (`NAME.json`) is read by the engine and given to `load`. */
  inspect: { input: { modelPath: string }; output: { signature: ModelSignature; card: ModelCard | null } };
  /** Models that were loaded before are let go, but for the same one and those that are to stay beside it, by sha256. */
  load: {
    input: ModelToLoad & { device: UsedDevice; beside?: readonly string[] };
    output: { sessionId: string };
  };
  /** Runs the loaded model on a made picture: once, and three times more for the time of one run. */
  measure: { input: { sessionId: string }; output: { runMs: number } };
  /**
   * Loads the model on another device as well, for a moment, and runs it on the same picture. What was loaded stays.
   * A driver may hang or crash here: nothing else is asked of the process meanwhile.
   */
  probe: { input: ModelToLoad & { sessionId: string; device: Accelerator }; output: ProbeResult };
  /**
   * Predictions of several images, in pixels of the upright image.
   */
  predict: {
    input: Question & {
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
    input: Question & { item: ImageToPredict };
    output: { result: ItemResult['result']; times: StepTimes };
  };
  /** Makes the embedding of an image and keeps it, unless it is there. */
  embed: { input: Embedded; output: { isThere: boolean } };
  /** What a prompt means, in image pixels, and how sure the model is, if it says. */
  segment: {
    input: Embedded & { prompt: ModelPrompt };
    output: SmartAnswer & { isThere: boolean };
  };
  /** The inner tensor of a model that describes images; null where it has none. The file is parsed, not run. */
  findEmbedding: { input: { modelPath: string; card: ModelCard }; output: { tensor: string | null } };
  /** What that tensor says of images and regions, on the processor. The model is loaded by the first of these. */
  embedImages: {
    input: ModelToLoad & { images: readonly ImageToEmbed[] };
    output: { answers: readonly ImageVectors[] };
  };
  /** Lets the model go that `embedImages` has loaded. */
  releaseEmbedding: { input: Record<string, never>; output: Record<string, never> };
  /** Gets a float model ready to be quantized; what was open before is closed. */
  openCalibration: { input: ModelToLoad; output: { calibrationId: string } };
  /** Notes the ranges of the model's inner tensors on these images. `failed`: images that can't be read. */
  calibrate: {
    input: { calibrationId: string; items: readonly ImageToPredict[] };
    output: { failed: readonly { readonly itemId: number; readonly error: ErrorRecord }[] };
  };
  /** How much signal is left in what the model says, in bytes, of images that can be read; null: nothing is there to quantize. */
  measureQuantized: {
    input: QuantizationWay & { calibrationId: string; items: readonly ImageToPredict[] };
    output: { decibels: number | null };
  };
  /** Writes the model with bytes; null: nothing is there to quantize. */
  writeQuantized: {
    /** `file`: a new one. */
    input: QuantizationWay & { calibrationId: string; file: string };
    output: { sha256: string; sizeBytes: number; layers: number; layersInAll: number } | null;
  };
  closeCalibration: { input: Record<string, never>; output: null };
  /** Which execution providers this build of the runtime brings, the likely fastest first. */
  devices: {
    input: Record<string, never>;
    output: { accelerators: readonly AcceleratorState[]; providerFolder: string };
  };
};
