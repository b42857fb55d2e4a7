import { AppError } from '#shared/contract/errors.ts';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import { guessedNames } from '../classNames.ts';
import type { Family, OutputTensor } from '../family.ts';
import { imageInput } from '../imageInput.ts';
import { isCellCount } from './gridRows.ts';
import type { GridSize } from './gridRows.ts';

/** Values before the class scores: `cx, cy, w, h`, and in YOLOv5 the objectness. */
const leading = { yolov8: 4, 'yolov8-rows': 4, yolov5: 5 } as const;
type Layout = keyof typeof leading;

function isLayout(layout: string | undefined): layout is Layout {
  return layout !== undefined && layout in leading;
}

function layoutByCount(a: number | string | undefined, b: number | string | undefined, classes: number): Layout | null {
  if (a === 4 + classes) return 'yolov8';
  if (b === 5 + classes) return 'yolov5';
  return b === 4 + classes ? 'yolov8-rows' : null;
}

/** Whether the file leaves open what its one output looks like: the first image shows it. */
function isOpen({ outputs }: ModelSignature): boolean {
  const [output, ...others] = outputs;
  if (!output || others.length > 0 || output.shape.length !== 3) return false;
  return output.shape.slice(1).every((size) => typeof size === 'string');
}

function findLayout({ outputs }: ModelSignature, names: number | null, size: GridSize): Layout | null {
  const [output, ...others] = outputs;
  if (!output || others.length > 0 || output.shape.length !== 3) return null;
  const [, a, b] = output.shape;
  if (names !== null) return layoutByCount(a, b, names);
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  // Without names only the counts of the usual grids tell: one guess a cell, or three with anchors.
  if (isCellCount(a, size, 3) && b > 5) return 'yolov5';
  return isCellCount(b, size, 1) && a > 4 ? 'yolov8' : null;
}

/**
 * Detectors exported by Ultralytics: YOLOv8 and YOLO11 `[1, 4 + classes, n]` (or transposed), YOLOv5 `[1, n, 5 + classes]`
 * with objectness, which YOLOv7's and YOLOv3's exports are like. Boxes are centre and size in input pixels, scores 0..1 already.
 * Source: docs.ultralytics.com, "Export" and "Predict"; the layouts are facts of the exported files.
 */
export const ultralytics: Family = {
  id: 'ultralytics',
  recognise(signature) {
    const input = imageInput(signature, 640);
    if (!input || input.channelCount !== 3) return null;
    const { metadata } = signature;
    if (metadata.task !== undefined && metadata.task !== 'detect') return null;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    const layout = findLayout(signature, names?.length ?? null, input);
    if (!layout && !(names && isOpen(signature))) return null;
    const { channelCount: _, ...size } = input;
    const count = layout
      ? Number(signature.outputs[0]?.shape[layout === 'yolov8' ? 1 : 2]) - leading[layout]
      : (names?.length ?? 0);
    const isBytes = size.dtype === 'uint8';
    return {
      family: 'ultralytics',
      task: 'detect',
      input: {
        ...size,
        channels: 'RGB',
        scale: isBytes ? 1 : 1 / 255,
        mean: [0],
        std: [1],
        resize: 'letterbox',
        pad: 114,
      },
      output: layout ? { layout } : {},
      classes: names ?? guessedNames(count),
    };
  },
  classCount({ outputs }, { output }) {
    if (!isLayout(output.layout)) return null;
    const size = outputs[0]?.shape[output.layout === 'yolov8' ? 1 : 2];
    return typeof size === 'number' ? size - leading[output.layout] : null;
  },
  decode([output], card, placement, thresholds) {
    if (!output) return [];
    return selectBoxes(readCandidates(output, card, thresholds.score), card, placement, thresholds);
  },
};

function readCandidates({ data, dims }: OutputTensor, card: ModelCard, minScore: number): Candidate[] {
  const [, a = 0, b = 0] = dims;
  const layout = isLayout(card.output.layout) ? card.output.layout : layoutByCount(a, b, card.classes.length);
  if (layout === null) throw new AppError('model.unknownFamily', { outputs: `[${dims.join(', ')}]` });
  const [rows, columns] = layout === 'yolov8' ? [b, a] : [a, b];
  // Step from one value of a row to the next, and from one row to the next.
  const [next, row] = layout === 'yolov8' ? [b, 1] : [1, b];
  const first = leading[layout];
  const found: Candidate[] = [];
  for (let index = 0; index < rows; index += 1) {
    const at = index * row;
    const objectness = layout === 'yolov5' ? (data[at + 4 * next] ?? 0) : 1;
    // So written, NaN is left out as well.
    if (!(objectness >= minScore)) continue;
    let [score, classIndex] = [-1, 0];
    for (let column = first; column < columns; column += 1) {
      const value = data[at + column * next] ?? 0;
      if (value > score) [score, classIndex] = [value, column - first];
    }
    score *= objectness;
    if (!(score >= minScore)) continue;
    const value = (column: number): number => data[at + column * next] ?? 0;
    const [cx, cy, w, h] = [value(0), value(1), value(2), value(3)];
    found.push({ left: cx - w / 2, top: cy - h / 2, right: cx + w / 2, bottom: cy + h / 2, score, classIndex });
  }
  return found;
}
