import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { bestClass } from '../../post/bestClass.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { sigmoid } from '../../post/sigmoid.ts';
import { guessedNames } from '../classNames.ts';
import type { Family, OutputTensor } from '../family.ts';
import { imageInput } from '../imageInput.ts';

/** Centre, size and objectness of a guess. */
const leading = 5;
const anchorsPerCell = 3;

/** Anchors by stride as cfg/yolov3-tiny.cfg and cfg/yolov3.cfg of pjreddie/darknet list them, in pixels of the input. */
const published: Readonly<Record<number, Readonly<Record<number, readonly number[]>>>> = {
  2: { 32: [81, 82, 135, 169, 344, 319], 16: [10, 14, 23, 27, 37, 58] },
  3: {
    32: [116, 90, 156, 198, 373, 326],
    16: [30, 61, 62, 45, 59, 119],
    8: [10, 13, 16, 30, 33, 23],
  },
};

type Size = Pick<ModelCard['input'], 'widthPx' | 'heightPx'>;

/** Classes of two or three heads `[1, 3 * (5 + classes), rows, columns]`, each with a grid of its own. */
function countClasses({ outputs }: ModelSignature, { widthPx, heightPx }: Size): number | null {
  const strides = published[outputs.length];
  const channels = outputs[0]?.shape[1];
  if (!strides || typeof channels !== 'number' || channels % anchorsPerCell !== 0) return null;
  const isHead = (stride: number): boolean =>
    outputs.some(({ shape }) => {
      const [, depth, rows, columns] = shape;
      return shape.length === 4 && depth === channels && rows === heightPx / stride && columns === widthPx / stride;
    });
  const classes = channels / anchorsPerCell - leading;
  return classes >= 1 && Object.keys(strides).every((stride) => isHead(Number(stride))) ? classes : null;
}

function readHead(
  { data, dims }: OutputTensor,
  anchors: readonly number[],
  card: ModelCard,
  minScore: number,
): Candidate[] {
  const [, channels = 0, rows = 0, columns = 0] = dims;
  const cells = rows * columns;
  const depth = (channels * 2) / anchors.length;
  const [strideX, strideY] = [card.input.widthPx / columns, card.input.heightPx / rows];
  const found: Candidate[] = [];
  for (let anchor = 0; anchor < anchors.length / 2; anchor += 1) {
    for (let cell = 0; cell < cells; cell += 1) {
      const value = (channel: number): number => data[(anchor * depth + channel) * cells + cell] ?? 0;
      const objectness = sigmoid(value(4));
      // So written, NaN is left out as well.
      if (!(objectness >= minScore)) continue;
      const best = bestClass(data, (anchor * depth + leading) * cells + cell, depth - leading, cells);
      const cx = (sigmoid(value(0)) + (cell % columns)) * strideX;
      const cy = (sigmoid(value(1)) + Math.floor(cell / columns)) * strideY;
      const halfWidth = (Math.exp(value(2)) * (anchors[2 * anchor] ?? 0)) / 2;
      const halfHeight = (Math.exp(value(3)) * (anchors[2 * anchor + 1] ?? 0)) / 2;
      const sides = { left: cx - halfWidth, top: cy - halfHeight, right: cx + halfWidth, bottom: cy + halfHeight };
      const scores = {
        count: depth - leading,
        at: (of: number) => objectness * sigmoid(value(leading + of)),
        isShared: false,
      };
      found.push({ ...sides, score: objectness * sigmoid(best.score), classIndex: best.classIndex, scores });
    }
  }
  return found;
}

/**
 * Raw heads of darknet's YOLOv3 and YOLOv3-tiny, as converters leave them: nothing is activated, and the anchors aren't in
 * the file. A card's `anchors` replace the published ones.
 * Source: Redmon and Farhadi 2018 (arXiv 1804.02767); pjreddie/darknet, src/yolo_layer.c.
 */
export const darknet: Family = {
  id: 'darknet',
  recognise(signature) {
    const input = imageInput(signature, 416);
    const count = input && countClasses(signature, input);
    if (!input || input.extra || input.channelCount !== 3 || count === null) return null;
    const { channelCount: _, ...size } = input;
    return {
      family: 'darknet',
      task: 'detect',
      input: { ...size, channels: 'RGB', scale: 1 / 255, mean: [0], std: [1], resize: 'letterbox', pad: 127 },
      output: {},
      classes: guessedNames(count),
    };
  },
  classCount(signature, card) {
    return countClasses(signature, card.input);
  },
  decode(outputs, card, placement, thresholds) {
    const candidates = outputs.flatMap((output, index) => {
      const stride = card.input.widthPx / (output.dims[3] ?? 1);
      const anchors = card.output.anchors?.[index] ?? published[outputs.length]?.[stride];
      return anchors ? readHead(output, anchors, card, thresholds.score) : [];
    });
    return selectBoxes(candidates, card, placement, thresholds);
  },
};
