import { bestClass } from '../../post/bestClass.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { sigmoid } from '../../post/sigmoid.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { imageInput } from '../imageInput.ts';

const strideOfGrid = 16;
/** Objectness, two offsets, two sizes. */
const leading = 5;
const cocoChannels = leading + 80;

/**
 * FastestDet: one grid of cells of 16 pixels, `[1, 5 + classes, rows, columns]`: objectness 0..1, the tanh of the
 * centre's offset from the cell's corner and the sigmoid of width and height as parts of the image are still to be taken,
 * classes 0..1. The shape is that of a
 * YOLO head, the meaning is not: without a card only 80 classes are taken for one.
 * Source: dog-qiuqiu/FastestDet, example/onnx-runtime/runtime.py.
 */
export const fastestdet: Family = {
  id: 'fastestdet',
  recognise(signature, isNamed = false) {
    const input = imageInput(signature, 352);
    const [output, ...others] = signature.outputs;
    if (!input || input.extra || input.channelCount !== 3 || !output || others.length > 0) return null;
    const [, channels, rows, columns] = output.shape;
    const isGrid = rows === input.heightPx / strideOfGrid && columns === input.widthPx / strideOfGrid;
    if (output.shape.length !== 4 || !isGrid || typeof channels !== 'number' || channels <= leading) return null;
    if (channels !== cocoChannels && !isNamed) return null;
    const { channelCount: _, ...size } = input;
    return {
      family: 'fastestdet',
      task: 'detect',
      input: { ...size, channels: 'BGR', scale: 1 / 255, mean: [0], std: [1], resize: 'stretch', pad: 0 },
      output: {},
      classes: guessedNames(channels - leading),
      scoreThreshold: 0.45,
    };
  },
  classCount({ outputs }) {
    const channels = outputs[0]?.shape[1];
    return typeof channels === 'number' ? channels - leading : null;
  },
  decode([output], card, placement, thresholds) {
    if (!output) return [];
    const { data, dims } = output;
    const [, channels = 0, rows = 0, columns = 0] = dims;
    const cells = rows * columns;
    const candidates: Candidate[] = [];
    for (let cell = 0; cell < cells; cell += 1) {
      const value = (channel: number): number => data[channel * cells + cell] ?? 0;
      const best = bestClass(data, leading * cells + cell, channels - leading, cells);
      const score = value(0) ** 0.6 * best.score ** 0.4;
      // So written, NaN is left out as well.
      if (!(score >= thresholds.score)) continue;
      const cx = ((cell % columns) + Math.tanh(value(1))) / columns;
      const cy = (Math.floor(cell / columns) + Math.tanh(value(2))) / rows;
      const [halfWidth, halfHeight] = [sigmoid(value(3)) / 2, sigmoid(value(4)) / 2];
      const sides = { left: cx - halfWidth, top: cy - halfHeight, right: cx + halfWidth, bottom: cy + halfHeight };
      const scores = {
        count: channels - leading,
        at: (of: number) => value(0) ** 0.6 * value(leading + of) ** 0.4,
        isShared: false,
      };
      candidates.push({ ...sides, score, classIndex: best.classIndex, scores });
    }
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'unit', nms: 'class' });
  },
};
