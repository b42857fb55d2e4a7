import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { coco80, guessedNames } from '../classNames.ts';
import type { Family, OutputTensor } from '../family.ts';
import { imageInput } from '../imageInput.ts';

interface Outputs {
  readonly boxes: OutputTensor;
  readonly scores: OutputTensor;
  readonly indices: OutputTensor;
}

/** Told apart by their kind: the indices are whole numbers, the boxes end in 4. */
function findParts(outputs: readonly OutputTensor[]): Outputs | null {
  const indices = outputs.find(({ dtype, dims }) => /int/.test(dtype) && dims.at(-1) === 3);
  const floats = outputs.filter(({ dtype }) => /float/.test(dtype));
  const boxes = floats.find(({ dims }) => dims.length === 3 && dims[2] === 4);
  const scores = floats.find((output) => output !== boxes);
  return indices && boxes && scores ? { boxes, scores, indices } : null;
}

/**
 * YOLOv3 and YOLOv3-tiny of keras-yolo3, as in the ONNX model zoo: the image and its size go in; all boxes (top, left,
 * bottom, right, in pixels of the image), their scores a class `[1, classes, n]`, and the indices (image, class, box) of those
 * that the suppression inside has chosen come out.
 * Source: qqwweee/keras-yolo3; onnx/models, validated/vision/object_detection_segmentation/tiny-yolov3.
 */
export const kerasYolo3: Family = {
  id: 'keras-yolo3',
  recognise(signature) {
    const input = imageInput(signature, 416);
    const { outputs } = signature;
    const isAsked = input?.extra?.some(({ fill }) => fill === 'imageHeightWidth') ?? false;
    const isNamed = outputs.length === 3 && outputs.every(({ name }) => name.startsWith('yolonms_layer'));
    if (!input || !isAsked || !isNamed) return null;
    const { channelCount: _, ...size } = input;
    const classes = outputs.find(({ shape }) => shape.length === 3 && shape[2] !== 4 && shape[2] !== 3)?.shape[1];
    return {
      family: 'keras-yolo3',
      task: 'detect',
      input: { ...size, channels: 'RGB', scale: 1 / 255, mean: [0], std: [1], resize: 'letterbox', pad: 128 },
      output: {},
      classes: typeof classes === 'number' ? guessedNames(classes) : [...coco80],
    };
  },
  classCount: () => null,
  decode(outputs, card, placement, thresholds) {
    const parts = findParts(outputs);
    if (!parts) return [];
    const { boxes, scores, indices } = parts;
    const perClass = boxes.dims[1] ?? 0;
    const candidates: Candidate[] = [];
    for (let at = 0; at + 3 <= indices.data.length; at += 3) {
      const [, classIndex = -1, box = -1] = indices.data.subarray(at, at + 3);
      const score = scores.data[classIndex * perClass + box] ?? 0;
      // Indices of no box are -1; so written, NaN is left out as well.
      if (classIndex < 0 || box < 0 || !(score >= thresholds.score)) continue;
      const [top = 0, left = 0, bottom = 0, right = 0] = boxes.data.subarray(box * 4, box * 4 + 4);
      candidates.push({ left, top, right, bottom, score, classIndex });
    }
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'image', nms: 'none' });
  },
};
