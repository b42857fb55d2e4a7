import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { normalAngle, orientedCorners, orientedFrom } from '#shared/geometry/oriented.ts';
import type { Oriented } from '#shared/geometry/oriented.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import { nmsBy } from '#shared/metrics/nms.ts';
import { probIou } from '#shared/metrics/probIou.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { keepScores } from '../../post/topScores.ts';
import type { Family } from '../family.ts';
import { toImagePoint } from '../placement.ts';
import type { Placement } from '../placement.ts';
import { exportedInput } from '../ultralytics/exportedInput.ts';
import { isLayout, layoutByCount, leading, readRows } from '../ultralytics/readRows.ts';
import type { Row } from '../ultralytics/readRows.ts';

/** The last value of a row: clockwise radians, as ours. */
const extras = 1;

/** From its corners: an input that isn't scaled alike both ways makes other angles. */
function toImage(placement: Placement, { cx, cy, w, h, extra }: Row): Oriented | null {
  const inTensor = { centre: [cx, cy], size: [Math.abs(w), Math.abs(h)], angle: extra(0) } as const;
  const corners = orientedCorners(inTensor);
  if (!corners.every(Number.isFinite)) return null;
  const [a, b, c] = [0, 2, 4].map((at) => toImagePoint(placement, corners[at] ?? 0, corners[at + 1] ?? 0)) as [
    ImagePoint,
    ImagePoint,
    ImagePoint,
  ];
  const { centre, size, angle } = orientedFrom(a, b, c);
  return { centre, size, angle: normalAngle(angle) };
}

/**
 * Boxes that are turned, exported by Ultralytics: `[1, 4 + classes + 1, n]` (or transposed): centre, size, scores, and the
 * angle last. Of boxes of one class that lie in the same place by the probabilistic IoU the best scored stays.
 * Source: docs.ultralytics.com, "Oriented bounding boxes".
 */
export const yoloObb: Family = {
  id: 'yoloObb',
  recognise(signature) {
    const input = exportedInput(signature);
    const { metadata, outputs } = signature;
    const [output, ...others] = outputs;
    if (!input || !output || others.length > 0 || output.shape.length !== 3 || metadata.task !== 'obb') return null;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    if (!names) return null;
    const [, a, b] = output.shape;
    const layout = layoutByCount(a, b, names.length + extras);
    if (!layout && (typeof a === 'number' || typeof b === 'number')) return null;
    return { family: 'yoloObb', task: 'obb', input, output: layout ? { layout } : {}, classes: names };
  },
  classCount({ outputs }, { output }) {
    if (!isLayout(output.layout)) return null;
    const size = outputs[0]?.shape[output.layout === 'yolov8' ? 1 : 2];
    return typeof size === 'number' ? size - leading[output.layout] - extras : null;
  },
  decode([output], card, placement, thresholds) {
    if (!output) return [];
    const shape = { classCount: card.classes.length, extras, layout: card.output.layout };
    const boxes = readRows(output, shape, thresholds.score).flatMap((row) => {
      const box = toImage(placement, row);
      return box ? [{ box, score: row.score, classIndex: row.classIndex, scores: row.scores }] : [];
    });
    return nmsBy(boxes, thresholds.iou, (one, other) => probIou(one.box, other.box)).map(
      ({ box, score, classIndex, scores }): RawPrediction => ({
        ...{ className: card.classes[classIndex] ?? `class ${classIndex}`, score },
        shape: { kind: 'rotatedBox', ...box },
        ...keepScores(scores, card),
      }),
    );
  },
};
