import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { exportedInput } from './exportedInput.ts';
import { isCellCount } from './gridRows.ts';
import type { GridSize } from './gridRows.ts';
import { isLayout, layoutByCount, leading, readRows } from './readRows.ts';
import type { Layout } from './readRows.ts';

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
    const input = exportedInput(signature);
    if (!input) return null;
    const { metadata } = signature;
    if (metadata.task !== undefined && metadata.task !== 'detect') return null;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    const layout = findLayout(signature, names?.length ?? null, input);
    if (!layout && !(names && isOpen(signature))) return null;
    const count = layout
      ? Number(signature.outputs[0]?.shape[layout === 'yolov8' ? 1 : 2]) - leading[layout]
      : (names?.length ?? 0);
    return {
      family: 'ultralytics',
      task: 'detect',
      input,
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
    const shape = { classCount: card.classes.length, extras: 0, layout: card.output.layout };
    const candidates = readRows(output, shape, thresholds.score).map(({ cx, cy, w, h, score, classIndex, scores }) => ({
      ...{ left: cx - w / 2, top: cy - h / 2, right: cx + w / 2, bottom: cy + h / 2 },
      ...{ score, classIndex, scores },
    }));
    return selectBoxes(candidates, card, placement, thresholds);
  },
};
