import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { coco80, guessedNames } from '../classNames.ts';
import type { Family, OutputTensor } from '../family.ts';
import { imageInput } from '../imageInput.ts';
import { decodeGfl } from './decodeGfl.ts';
import { pairOutputs, pairedLevels } from './gridLevels.ts';

const strides = [8, 16, 32, 64];
const centre = { cells: 0.5, px: 0 };
const distanceWidth = 32;
/** PaddleDetection's suppression inside: rows of class, score, corners in pixels of the image. */
const rowWidth = 6;

function isChosen({ outputs }: ModelSignature): boolean {
  return outputs.some(({ shape }) => shape.length === 2 && shape[1] === rowWidth);
}

/** As many classes as the scores are wide, where the eight outputs are those of four grids. */
function countClasses(
  { outputs }: ModelSignature,
  size: Pick<ModelCard['input'], 'widthPx' | 'heightPx'>,
): number | null {
  const widths = [...new Set(outputs.map(({ shape }) => shape.at(-1)))];
  const [classes = distanceWidth, ...others] = widths.filter((width) => width !== distanceWidth);
  if (typeof classes !== 'number' || others.length > 0 || !widths.includes(distanceWidth)) return null;
  return pairOutputs(outputs, ({ shape }) => shape, size, strides, classes) ? classes : null;
}

function readRows({ data, dims }: OutputTensor, firstClass: number): Candidate[] {
  return Array.from({ length: dims[0] ?? 0 }, (_, row) => {
    const [label = -1, score = 0, left = 0, top = 0, right = 0, bottom = 0] = data.subarray(row * rowWidth);
    return { left, top, right, bottom, score, classIndex: Math.round(label) - firstClass };
  }).filter(({ classIndex }) => classIndex >= 0);
}

/**
 * PicoDet of PaddleDetection: with suppression inside (`[n, 6]`, `scale_factor` goes in; PP-YOLOE gives the same), or eight
 * outputs, of each of four grids the scores 0..1 and the distributions of the sides.
 * Source: Yu et al. 2021 (arXiv 2111.00902); PaddlePaddle/PaddleDetection, ppdet/modeling/heads/pico_head.py.
 */
export const picodet: Family = {
  id: 'picodet',
  recognise(signature) {
    const input = imageInput(signature, 320);
    if (!input || input.channelCount !== 3) return null;
    const isScaled = input.extra?.some(({ fill }) => fill === 'scaleHeightWidth') ?? false;
    const chosen = isScaled && isChosen(signature);
    const count = chosen ? coco80.length : countClasses(signature, input);
    if (count === null) return null;
    const { channelCount: _, ...size } = input;
    const colours = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    return {
      family: 'picodet',
      task: 'detect',
      input: { ...size, channels: 'RGB', ...colours, resize: 'stretch', pad: 0 },
      output: { layout: chosen ? 'rows' : 'grids' },
      classes: guessedNames(count),
      scoreThreshold: 0.4,
      iouThreshold: 0.6,
    };
  },
  classCount(signature, card) {
    return card.output.layout === 'rows' ? null : countClasses(signature, card.input);
  },
  decode(outputs, card, placement, thresholds) {
    const rows = card.output.layout === 'rows' && outputs.find(({ dims }) => dims.length === 2 && dims[1] === rowWidth);
    if (rows) {
      const candidates = readRows(rows, card.output.firstClass ?? 0);
      return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'image', nms: 'none' });
    }
    const read = pairedLevels(outputs, card, strides);
    if (!read) return [];
    const how = { classes: card.classes.length, bins: read.bins, centre, minScore: thresholds.score };
    return selectBoxes(decodeGfl(read.levels, card, how), card, placement, thresholds);
  },
};
