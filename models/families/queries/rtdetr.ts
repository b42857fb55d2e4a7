import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { imageInput } from '../imageInput.ts';
import { isGridRows } from '../ultralytics/gridRows.ts';
import { readQueries } from './readQueries.ts';

/** Centre and size. */
const leading = 4;
/** More rows than this are guesses of a grid. */
const queriesAtMost = 1000;
const cocoWidth = leading + 80;

/**
 * RT-DETR as Ultralytics exports it: `[1, queries, 4 + classes]`, centre and size 0..1 of the input, scores 0..1 already. The
 * image is stretched; nothing is suppressed.
 * Source: Zhao et al. 2023 (arXiv 2304.08069); docs.ultralytics.com/models/rtdetr.
 */
export const rtdetr: Family = {
  id: 'rtdetr',
  recognise(signature, isNamed = false) {
    const input = imageInput(signature, 640);
    const [output, ...others] = signature.outputs;
    if (!input || input.extra || input.channelCount !== 3 || !output || others.length > 0) return null;
    const [, rows, width] = output.shape;
    const { metadata } = signature;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    const isFew = typeof rows === 'number' && rows <= queriesAtMost && !isGridRows(rows, input);
    // Of a tiny YOLO the columns may be as many by chance.
    const isUsual = width === (names ? leading + names.length : cocoWidth) && !isGridRows(width, input);
    if (typeof width !== 'number' || width <= leading || (!isUsual && !isNamed)) return null;
    if (output.shape.length !== 3 || !isFew || (metadata.task ?? 'detect') !== 'detect') return null;
    const { channelCount: _, ...size } = input;
    return {
      family: 'rtdetr',
      task: 'detect',
      input: { ...size, channels: 'RGB', scale: 1 / 255, mean: [0], std: [1], resize: 'stretch', pad: 0 },
      output: {},
      classes: names ?? guessedNames(width - leading),
    };
  },
  classCount({ outputs }) {
    const width = outputs[0]?.shape[2];
    return typeof width === 'number' ? width - leading : null;
  },
  decode([output], card, placement, thresholds) {
    if (!output) return [];
    const [, count = 0, width = 0] = output.dims;
    const part = (from: number): { data: Float32Array; from: number; step: number } => ({
      data: output.data,
      from,
      step: width,
    });
    const queries = { count, classes: width - leading, scores: part(leading), boxes: part(0) };
    const candidates = readQueries(queries, { minScore: thresholds.score, activate: (value) => value });
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'unit', nms: 'none' });
  },
};
