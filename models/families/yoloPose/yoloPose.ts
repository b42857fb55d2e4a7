import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { nms } from '#shared/metrics/nms.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { PlacedJoint } from '#shared/shapes/keypoints/keypoints.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { keepScores } from '../../post/topScores.ts';
import type { Family } from '../family.ts';
import { toImageBox, toImagePoint } from '../placement.ts';
import type { Placement } from '../placement.ts';
import { exportedInput } from '../ultralytics/exportedInput.ts';
import { isLayout, layoutByCount, leading, readRows } from '../ultralytics/readRows.ts';
import type { Row } from '../ultralytics/readRows.ts';
import { guessedSkeleton } from './guessedSkeleton.ts';

/** As Ultralytics draws them. */
const defaultVisibleFrom = 0.5;
const defaultJointValues = 3;

const jointValuesOf = ({ output }: Pick<ModelCard, 'output'>): number => output.jointValues ?? defaultJointValues;

/** How many numbers of a row are joints. */
const extrasOf = (card: Pick<ModelCard, 'output' | 'skeleton'>): number =>
  (card.skeleton?.joints.length ?? 0) * jointValuesOf(card);

/** `[17, 3]`: how many joints, and numbers of each. */
function readKeypointShape(text: string | undefined): readonly [joints: number, values: 2 | 3] | null {
  const [joints = 0, values = 0, ...more] = (text?.match(/\d+/g) ?? []).map(Number);
  return joints > 0 && joints <= 200 && (values === 2 || values === 3) && more.length === 0 ? [joints, values] : null;
}

/** In the order of the skeleton. One that isn't sure, or lies outside the image, is not labeled. */
function readJoints(card: ModelCard, placement: Placement, row: Row): PlacedJoint[] {
  const values = jointValuesOf(card);
  const { imageWidthPx: width, imageHeightPx: height } = placement;
  return (card.skeleton?.joints ?? []).map(({ id }, index): PlacedJoint => {
    const { x, y } = toImagePoint(placement, row.extra(index * values), row.extra(index * values + 1));
    const score = values === 3 ? row.extra(index * values + 2) : 1;
    const isInside = x >= 0 && y >= 0 && x <= width && y <= height;
    const isVisible = isInside && score >= (card.output.visibleFrom ?? defaultVisibleFrom);
    const put = (value: number, high: number): number =>
      Math.min(high, Math.max(0, Number.isFinite(value) ? value : 0));
    return { id, visibility: isVisible ? 'visible' : 'unlabeled', x: put(x, width), y: put(y, height) };
  });
}

/**
 * Keypoints exported by Ultralytics: `[1, 4 + classes + joints * 3, n]` (or transposed): a box, scores, and x, y and how
 * visible it is of each joint; `kpt_shape` of the metadata says how many there are.
 * Source: docs.ultralytics.com, "Pose estimation".
 */
export const yoloPose: Family = {
  id: 'yoloPose',
  recognise(signature) {
    const input = exportedInput(signature);
    const { metadata, outputs } = signature;
    const [output, ...others] = outputs;
    const keypoints = readKeypointShape(metadata.kpt_shape);
    if (!input || !output || others.length > 0 || output.shape.length !== 3 || !keypoints) return null;
    const [joints, jointValues] = keypoints;
    const names = metadata.names === undefined ? ['object'] : parsePythonNames(metadata.names);
    if (!names) return null;
    const [, a, b] = output.shape;
    const layout = layoutByCount(a, b, names.length + joints * jointValues);
    if (!layout && (typeof a === 'number' || typeof b === 'number')) return null;
    return {
      family: 'yoloPose',
      task: 'keypoints',
      input,
      output: { ...(layout ? { layout } : {}), jointValues },
      classes: names,
      skeleton: guessedSkeleton(joints),
    };
  },
  classCount({ outputs }, card) {
    const { layout } = card.output;
    if (!isLayout(layout)) return null;
    const size = outputs[0]?.shape[layout === 'yolov8' ? 1 : 2];
    return typeof size === 'number' ? size - leading[layout] - extrasOf(card) : null;
  },
  decode([output], card, placement, thresholds) {
    if (!output) return [];
    const shape = { classCount: card.classes.length, extras: extrasOf(card), layout: card.output.layout };
    const candidates = readRows(output, shape, thresholds.score).flatMap((row) => {
      const { cx, cy, w, h, score, classIndex } = row;
      const box = toImageBox(placement, cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2);
      return box ? [{ row, box, score, classIndex }] : [];
    });
    return nms(candidates, thresholds.iou).flatMap(({ row, score, classIndex }): RawPrediction[] => {
      const joints = readJoints(card, placement, row);
      // Nobody could say where it is.
      if (joints.every(({ visibility }) => visibility === 'unlabeled')) return [];
      return [
        {
          ...{ className: card.classes[classIndex] ?? `class ${classIndex}`, score },
          shape: { kind: 'keypoints', joints },
          ...keepScores(row.scores, card),
        },
      ];
    });
  },
};
