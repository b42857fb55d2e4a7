import { nms } from '#shared/metrics/nms.ts';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { gridCells } from '../imageInput.ts';
import { toImageBox } from '../placement.ts';
import { exportedInput } from './exportedInput.ts';
import { isLayout, layoutByCount, leading, readRows } from './readRows.ts';
import type { Layout } from './readRows.ts';

/** Whether the file leaves open what its one output looks like: the first image shows it. */
function isOpen({ outputs }: ModelSignature): boolean {
  const [output, ...others] = outputs;
  if (!output || others.length > 0 || output.shape.length !== 3) return false;
  return output.shape.slice(1).every((size) => typeof size === 'string');
}

function findLayout({ outputs }: ModelSignature, names: number | null, cells: number): Layout | null {
  const [output, ...others] = outputs;
  if (!output || others.length > 0 || output.shape.length !== 3) return null;
  const [, a, b] = output.shape;
  if (names !== null) return layoutByCount(a, b, names);
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  // Without names only the counts of the usual three grids tell: one guess a cell, or three with anchors.
  if (b === cells && a > 4) return 'yolov8';
  return a === 3 * cells && b > 5 ? 'yolov5' : null;
}

/**
 * Detectors exported by Ultralytics: YOLOv8 and YOLO11 `[1, 4 + classes, n]` (or transposed), YOLOv5 `[1, n, 5 + classes]`
 * with objectness. Boxes are centre and size in input pixels, scores 0..1 already.
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
    const layout = findLayout(signature, names?.length ?? null, gridCells(input.widthPx, input.heightPx));
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
    const boxes = readRows(output, shape, thresholds.score).flatMap(({ cx, cy, w, h, ...rest }) => {
      const box = toImageBox(placement, cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2);
      return box ? [{ ...rest, box }] : [];
    });
    return nms(boxes, thresholds.iou).map(({ box, score, classIndex }) => ({
      className: card.classes[classIndex] ?? `class ${classIndex}`,
      score,
      shape: { kind: 'box', box },
    }));
  },
};
