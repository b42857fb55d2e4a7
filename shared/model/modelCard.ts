import { z } from 'zod';
import { skeletonSchema } from './skeleton.ts';

/** A further input of a model: numbers that it wants to know of the image, or that never change. */
const extraInputSchema = z.object({
  name: z.string().min(1),
  dtype: z.enum(['float32', 'int32', 'int64']),
  /** Of the tensor, for example `[1, 2]`. */
  shape: z.array(z.int().min(1)).max(4),
  /**
   * Sizes in pixels: of the upright image, or of the model's input; or the scale from image to input. A list of numbers
   * is given as it is.
   */
  fill: z.union([
    z.enum(['imageWidthHeight', 'imageHeightWidth', 'inputHeightWidth', 'scaleHeightWidth']),
    z.array(z.number()),
  ]),
});

export type ExtraInput = z.infer<typeof extraInputSchema>;

/** The JSON beside an ONNX file that says how to feed and read it. */
export const modelCardSchema = z.object({
  name: z.string().min(1).max(200),
  /** Id of a family in `models/families`. */
  family: z.string().min(1),
  /**
   * `segment`: outlines of regions or objects; `keypoints`: joints; `obb`: boxes that are turned; `interactive`: it answers to
   * boxes and points that a person gives, one image at a time; runs can't use it.
   */
  task: z.enum(['detect', 'classify', 'segment', 'keypoints', 'obb', 'interactive']),
  input: z.object({
    widthPx: z.int().min(1).max(8192),
    heightPx: z.int().min(1).max(8192),
    layout: z.enum(['NCHW', 'NHWC']),
    dtype: z.enum(['float32', 'float16', 'uint8']),
    channels: z.enum(['RGB', 'BGR', 'GRAY']),
    /** tensor = (pixel * scale - mean) / std, pixel in 0..255, per channel in the order of `channels`. */
    scale: z.number(),
    mean: z.array(z.number()).min(1).max(3),
    std: z.array(z.number()).min(1).max(3),
    resize: z.enum(['letterbox', 'letterbox-topleft', 'stretch', 'crop']),
    /** Grey value of the letterbox border, 0..255. */
    pad: z.number().min(0).max(255),
    /** All inputs but the image. */
    extra: z.array(extraInputSchema).optional(),
  }),
  output: z.object({
    /** Family-specific variant, for example `yolov8` or `yolov5` of the ultralytics family. */
    layout: z.string().optional(),
    /** Classification and segmentation: whether the output is probabilities already or logits that need a softmax. */
    activation: z.enum(['none', 'softmax', 'sigmoid']).optional(),
    /** The inner tensor that describes an image, where it isn't the one before a classifier's last layer. */
    embedding: z.string().min(1).max(500).optional(),
    /** Names of output tensors by the part they play (`boxes`, `scores`, `labels`), where the family can't tell. */
    tensors: z.record(z.string(), z.string()).optional(),
    /** What boxes are in: pixels of the model's input, pixels of the upright image, or 0..1 of the input. */
    coordinates: z.enum(['input', 'image', 'unit']).optional(),
    /** The number that the model gives for the first of `classes`. */
    firstClass: z.int().min(0).optional(),
    /**
     * Classification and segmentation: the class that means "nothing of these", by its number or its name; it is never
     * proposed. Without it, that of a segmentation which is called background.
     */
    background: z.union([z.int().min(0), z.string()]).optional(),
    /** Width and height pairs in pixels of the input, one list an output, in the order of the outputs. */
    anchors: z.array(z.array(z.number().positive()).min(2)).optional(),
    /** Overlapping boxes: suppressed within a class, across classes, made less certain (soft), or left alone. */
    nms: z.enum(['class', 'all', 'soft', 'none']).optional(),
    /** Proposals of one image, the best ones. */
    maxDetections: z.int().min(1).optional(),
    /** Interactive models: the file, beside this one, that reads prompts. Without it, this file's name with "decoder" for "encoder". */
    decoder: z
      .string()
      .regex(/^[^/\\]+\.onnx$/i)
      .optional(),
    /** Interactive models: what points are given in, where it isn't pixels of the model's input. */
    promptWidthPx: z.number().positive().optional(),
    promptHeightPx: z.number().positive().optional(),
    /** Interactive models: whether they understand boxes (SAM's labels 2 and 3), or points alone. */
    takesBoxes: z.boolean().optional(),
    /** Of a box's shorter side, in pixels of the image. */
    minSidePx: z.number().min(0).optional(),
    /** Segmentation: what regions become; a polygon where it isn't said. */
    as: z.enum(['polygon', 'mask']).optional(),
    /** Segmentation: regions that are a smaller share of the image are left out, 0..1. */
    minArea: z.number().min(0).max(1).optional(),
    /** Segmentation: how far a simplified outline may be from the border of its region, in image pixels. */
    tolerancePx: z.number().min(0).max(100).optional(),
    /** Keypoints: a joint is visible from this score on, 0..1; those below are not labeled. */
    visibleFrom: z.number().min(0).max(1).optional(),
    /** Keypoints: numbers of a joint, x and y or x, y and score. */
    jointValues: z.union([z.literal(2), z.literal(3)]).optional(),
  }),
  classes: z.array(z.string()).min(1),
  /** Keypoints: the joints in the order the model gives them. */
  skeleton: skeletonSchema.optional(),
  /** Defaults of a run, 0..1. */
  scoreThreshold: z.number().min(0).max(1).optional(),
  iouThreshold: z.number().min(0).max(1).optional(),
  licence: z.string().optional(),
  source: z.string().optional(),
  /** Of the ONNX file, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Measured quality, said with the data it was measured on. */
  evaluation: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

export type ModelCard = z.infer<typeof modelCardSchema>;
