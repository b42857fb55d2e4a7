import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { coco80 } from '../classNames.ts';
import type { Family, OutputTensor } from '../family.ts';
import { imageInput } from '../imageInput.ts';
import { isGridRows } from '../ultralytics/gridRows.ts';

/** Where in a row the corners begin, and where score and class are. */
const layouts = {
  'xyxy-score-class': { width: 6, corners: 0, score: 4, label: 5 },
  'batch-xyxy-class-score': { width: 7, corners: 1, score: 6, label: 5 },
} as const;
type Layout = keyof typeof layouts;

const isLayout = (layout: string | undefined): layout is Layout => layout !== undefined && layout in layouts;

/** More rows than this are guesses of a grid, not objects. */
const rowsAtMost = 1000;

function findLayout(
  { inputs, outputs, metadata }: ModelSignature,
  size: Pick<ModelCard['input'], 'widthPx' | 'heightPx'>,
): Layout | null {
  const [output, ...others] = outputs;
  if (!output || others.length > 0) return null;
  const { shape } = output;
  const [first, second, third] = shape;
  if (shape.length === 3 && third === 6) {
    if (metadata.end2end?.toLowerCase() === 'true') return 'xyxy-score-class';
    const isFew = typeof second === 'number' && second <= rowsAtMost && !isGridRows(second, size);
    return isFew ? 'xyxy-score-class' : null;
  }
  // As many rows as there are objects, though only one image goes in; a classifier's rows are its images.
  const isOne = inputs.some(({ shape: [batch] }) => batch === 1);
  return shape.length === 2 && second === 7 && typeof first === 'string' && isOne ? 'batch-xyxy-class-score' : null;
}

function readRows({ data }: OutputTensor, layout: Layout, minScore: number): Candidate[] {
  const { width, corners, score: scoreAt, label } = layouts[layout];
  const found: Candidate[] = [];
  for (let at = 0; at + width <= data.length; at += width) {
    const score = data[at + scoreAt] ?? 0;
    // So written, NaN is left out as well.
    if (!(score >= minScore)) continue;
    const [left = 0, top = 0, right = 0, bottom = 0] = data.subarray(at + corners, at + corners + 4);
    const classIndex = Math.round(data[at + label] ?? -1);
    if (classIndex >= 0) found.push({ left, top, right, bottom, score, classIndex });
  }
  return found;
}

/**
 * YOLO models that choose their objects themselves, corners in pixels of the input: YOLOv10 and YOLO26 `[1, n, 6]` (corners,
 * score, class), YOLOv7 with its suppression exported `[n, 7]` (image, corners, class, score).
 * Source: Wang et al. 2024 (YOLOv10, arXiv 2405.14458); docs.ultralytics.com; WongKinYiu/yolov7, export.py --end2end.
 */
export const yoloEnd: Family = {
  id: 'yolo-end',
  recognise(signature) {
    const input = imageInput(signature, 640);
    if (!input || input.extra || input.channelCount !== 3) return null;
    const { metadata } = signature;
    if (metadata.task !== undefined && metadata.task !== 'detect') return null;
    const layout = findLayout(signature, input);
    if (!layout) return null;
    const { channelCount: _, ...size } = input;
    return {
      family: 'yolo-end',
      task: 'detect',
      input: {
        ...size,
        channels: 'RGB',
        scale: size.dtype === 'uint8' ? 1 : 1 / 255,
        mean: [0],
        std: [1],
        resize: 'letterbox',
        pad: 114,
      },
      output: { layout },
      classes: (metadata.names === undefined ? null : parsePythonNames(metadata.names)) ?? [...coco80],
    };
  },
  classCount: () => null,
  decode([output], card, placement, thresholds) {
    const { layout } = card.output;
    if (!output) return [];
    const candidates = readRows(output, isLayout(layout) ? layout : 'xyxy-score-class', thresholds.score);
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'input', nms: 'none' });
  },
};
