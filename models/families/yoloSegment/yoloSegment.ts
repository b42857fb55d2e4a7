import { nms } from '#shared/metrics/nms.ts';
import type { ModelSignature, RawPrediction } from '#shared/contract/inferenceApi.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { guessedNames } from '../classNames.ts';
import type { Family, OutputTensor } from '../family.ts';
import { keepScores } from '../../post/topScores.ts';
import { gridCells } from '../imageInput.ts';
import { thresholdField } from '../outlines/cellField.ts';
import { cellsAround } from '../outlines/cellsAround.ts';
import type { Cells } from '../outlines/cellsAround.ts';
import { instanceShape } from '../outlines/instanceShape.ts';
import { workGridOf } from '../outlines/workGrid.ts';
import { toImageBox } from '../placement.ts';
import { exportedInput } from '../ultralytics/exportedInput.ts';
import { isLayout, layoutByCount, leading, readRows } from '../ultralytics/readRows.ts';
import type { Layout, Row } from '../ultralytics/readRows.ts';

/** As many as Ultralytics keeps of an image. */
const mostObjects = 300;

interface Found {
  readonly rows: readonly (number | string)[];
  /** Prototypes: how many, which is also how many numbers of a row mix them. */
  readonly prototypes: number;
}

/** `[1, a, b]` of rows and `[1, prototypes, H, W]`, in any order. */
function findOutputs({ outputs }: ModelSignature): Found | null {
  const rows = outputs.find(({ shape }) => shape.length === 3);
  const prototypes = outputs.find(({ shape }) => shape.length === 4)?.shape[1];
  return outputs.length === 2 && rows && typeof prototypes === 'number' ? { rows: rows.shape, prototypes } : null;
}

function layoutOf({ rows: [, a, b], prototypes }: Found, names: number | null, cells: number): Layout | null {
  if (names !== null) return layoutByCount(a, b, names + prototypes);
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  if (b === cells && a > 4 + prototypes) return 'yolov8';
  return a === 3 * cells && b > 5 + prototypes ? 'yolov5' : null;
}

function scoresOf({ rows, prototypes }: Found, layout: Layout): number | null {
  const size = rows[layout === 'yolov8' ? 1 : 2];
  return typeof size === 'number' ? size - leading[layout] - prototypes : null;
}

/** The mixed prototypes of one object, in the cells around its box alone. */
function mix({ data, dims }: OutputTensor, row: Row, { left, top, right, bottom }: Cells): Float32Array {
  const [, prototypes = 0, height = 0, width = 0] = dims;
  const mixed = new Float32Array((right - left) * (bottom - top));
  for (let index = 0; index < prototypes; index += 1) {
    const weight = row.extra(index);
    for (let y = top, to = 0; y < bottom; y += 1)
      for (let x = left, from = (index * height + y) * width + left; x < right; x += 1, from += 1, to += 1)
        mixed[to] = (mixed[to] as number) + weight * (data[from] as number);
  }
  return mixed;
}

/**
 * Instance segmentation exported by Ultralytics: detections of YOLOv8 and YOLO11 `[1, 4 + classes + 32, n]` or YOLOv5
 * `[1, n, 5 + classes + 32]`, and 32 prototypes at a quarter of the input's size. An object's mask is where its mixture of
 * the prototypes is positive (a sigmoid above a half), inside its box.
 * Source: Bolya et al. 2019 (YOLACT, arXiv 1904.02689); docs.ultralytics.com, "Instance segmentation".
 */
export const yoloSegment: Family = {
  id: 'yoloSegment',
  recognise(signature) {
    const input = exportedInput(signature);
    const found = findOutputs(signature);
    if (!input || !found) return null;
    const { metadata } = signature;
    if (metadata.task !== undefined && metadata.task !== 'segment') return null;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    const layout = layoutOf(found, names?.length ?? null, gridCells(input.widthPx, input.heightPx));
    const isOpen = names !== null && found.rows.slice(1).every((size) => typeof size === 'string');
    if (!layout && !isOpen) return null;
    const count = layout ? scoresOf(found, layout) : null;
    return {
      family: 'yoloSegment',
      task: 'segment',
      input,
      output: layout ? { layout } : {},
      classes: names ?? guessedNames(count ?? 1),
    };
  },
  classCount(signature, { output }) {
    const found = findOutputs(signature);
    return found && isLayout(output.layout) ? scoresOf(found, output.layout) : null;
  },
  decode(outputs, card, placement, thresholds) {
    const detections = outputs.find(({ dims }) => dims.length === 3);
    const prototypes = outputs.find(({ dims }) => dims.length === 4);
    if (!detections || !prototypes) return [];
    const [, extras = 0, height = 0, width = 0] = prototypes.dims;
    const { widthPx, heightPx } = card.input;
    const [cellWidth, cellHeight] = [widthPx / width, heightPx / height];
    const shape = { classCount: card.classes.length, extras, layout: card.output.layout };
    const candidates = readRows(detections, shape, thresholds.score).flatMap((row) => {
      const { cx, cy, w, h, score, classIndex } = row;
      const box = toImageBox(placement, cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2);
      return box ? [{ row, box, score, classIndex }] : [];
    });
    const grid = workGridOf(placement);
    return nms(candidates, thresholds.iou)
      .slice(0, mostObjects)
      .flatMap(({ row, box, score, classIndex }): RawPrediction[] => {
        const { cx, cy, w, h } = row;
        const sides = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2] as const;
        const cells = cellsAround({ width, height, cellWidth, cellHeight }, sides);
        const size = { width: cells.right - cells.left, height: cells.bottom - cells.top };
        const field = thresholdField({ data: mix(prototypes, row, cells), ...size, cellStep: 1 }, 'logits');
        const place = { left: cells.left * cellWidth, top: cells.top * cellHeight, cellWidth, cellHeight };
        const outline = instanceShape(field, place, box, grid, card);
        if (!outline) return [];
        const className = card.classes[classIndex] ?? `class ${classIndex}`;
        return [{ className, score, shape: outline, ...keepScores(row.scores, card) }];
      });
  },
};
