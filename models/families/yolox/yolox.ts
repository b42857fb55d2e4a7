import type { Candidate } from '../../post/selectBoxes.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { gridCells, imageInput } from '../imageInput.ts';

/**
 * YOLOX as its authors export it: `[1, cells, 5 + classes]`, rows by stride 8, 16, 32, each grid row by row; offsets
 * and log sizes in cells, objectness and class scores 0..1. Input BGR 0..255, the image at the top left.
 * Source: Ge et al. 2021 (arXiv 2107.08430), Megvii-BaseDetection/YOLOX, demo/ONNXRuntime.
 */
export const yolox: Family = {
  id: 'yolox',
  recognise(signature) {
    const input = imageInput(signature, 640);
    const [output, ...others] = signature.outputs;
    if (!input || input.channelCount !== 3 || !output || others.length > 0 || output.shape.length !== 3) return null;
    const [, rows, columns] = output.shape;
    if (signature.metadata.names !== undefined || rows !== gridCells(input.widthPx, input.heightPx)) return null;
    if (typeof columns !== 'number' || columns < 6 || columns >= rows) return null;
    const { channelCount: _, ...size } = input;
    return {
      family: 'yolox',
      task: 'detect',
      input: { ...size, channels: 'BGR', scale: 1, mean: [0], std: [1], resize: 'letterbox-topleft', pad: 114 },
      output: {},
      classes: guessedNames(columns - 5),
    };
  },
  classCount({ outputs }) {
    const columns = outputs[0]?.shape[2];
    return typeof columns === 'number' ? columns - 5 : null;
  },
  decode([output], card, placement, thresholds) {
    if (!output) return [];
    const { data, dims } = output;
    const columns = dims[2] ?? 0;
    const candidates: Candidate[] = [];
    let at = 0;
    for (const stride of [8, 16, 32]) {
      const [gridWidth, gridHeight] = [card.input.widthPx / stride, card.input.heightPx / stride].map(Math.floor) as [
        number,
        number,
      ];
      for (let gy = 0; gy < gridHeight; gy += 1) {
        for (let gx = 0; gx < gridWidth; gx += 1, at += columns) {
          const objectness = data[at + 4] ?? 0;
          // So written, NaN is left out as well.
          if (!(objectness >= thresholds.score)) continue;
          let [best, classIndex] = [-1, 0];
          for (let column = 5; column < columns; column += 1) {
            const value = data[at + column] ?? 0;
            if (value > best) [best, classIndex] = [value, column - 5];
          }
          const score = best * objectness;
          if (!(score >= thresholds.score)) continue;
          const cx = ((data[at] ?? 0) + gx) * stride;
          const cy = ((data[at + 1] ?? 0) + gy) * stride;
          const halfWidth = (Math.exp(data[at + 2] ?? 0) * stride) / 2;
          const halfHeight = (Math.exp(data[at + 3] ?? 0) * stride) / 2;
          const [left, right] = [cx - halfWidth, cx + halfWidth];
          const from = at + 5;
          const scores = {
            count: columns - 5,
            at: (of: number) => (data[from + of] ?? 0) * objectness,
            isShared: false,
          };
          candidates.push({ left, right, top: cy - halfHeight, bottom: cy + halfHeight, score, classIndex, scores });
        }
      }
    }
    return selectBoxes(candidates, card, placement, thresholds);
  },
};
