import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { imageInput } from '../imageInput.ts';
import { decodeGfl } from './decodeGfl.ts';
import type { CellCentre } from './decodeGfl.ts';
import { allCells, concatenatedLevels, pairOutputs, pairedLevels } from './gridLevels.ts';

interface Layout {
  readonly strides: readonly number[];
  readonly centre: CellCentre;
}
/** The first NanoDet, and NanoDet-Plus with one more grid, whose cells are measured from their corner. */
const layouts: Readonly<Record<string, Layout>> = {
  nanodet: { strides: [8, 16, 32], centre: { cells: 0.5, px: -0.5 } },
  'nanodet-plus': { strides: [8, 16, 32, 64], centre: { cells: 0, px: 0 } },
};
const layoutOf = ({ output }: ModelCard): Layout | undefined => layouts[output.layout ?? 'nanodet'];

/** Distributions of all published models have 8 numbers a side. */
const distanceWidth = 32;
const cocoWidth = 80 + distanceWidth;

type Size = Pick<ModelCard['input'], 'widthPx' | 'heightPx'>;

/** Classes of all grids in one tensor. With three grids only COCO's width tells it from YOLOX. */
function countInOne({ outputs, metadata }: ModelSignature, strides: readonly number[], size: Size, isNamed: boolean) {
  const [output, ...others] = outputs;
  if (!output || others.length > 0 || output.shape.length !== 3) return null;
  const [, cells, width] = output.shape;
  if (cells !== allCells(size, strides) || typeof width !== 'number' || width <= distanceWidth) return null;
  const isTold = isNamed || (metadata.names === undefined && (strides.length > 3 || width === cocoWidth));
  return isTold ? width - distanceWidth : null;
}

/** Classes of two tensors a grid; their names tell which is which, or else the widths. */
function countInPairs({ outputs }: ModelSignature, strides: readonly number[], size: Size, isNamed: boolean) {
  const isUsual = outputs.every(({ name }) => /^(cls|dis)_pred_stride_\d+$/.test(name));
  const scores = outputs.find(({ name, shape }) => (isUsual ? name.startsWith('cls') : shape.at(-1) !== distanceWidth));
  const classes = scores?.shape.at(-1);
  if (typeof classes !== 'number' || (!isUsual && !isNamed)) return null;
  return pairOutputs(outputs, ({ shape }) => shape, size, strides, classes) ? classes : null;
}

/** Layout and number of classes, as the outputs' sizes tell. */
function findLayout(
  signature: ModelSignature,
  size: Size,
  isNamed: boolean,
): { layout: string; classes: number } | null {
  for (const [layout, { strides }] of Object.entries(layouts)) {
    const classes = countInOne(signature, strides, size, isNamed) ?? countInPairs(signature, strides, size, isNamed);
    if (classes !== null) return { layout, classes };
  }
  return null;
}

/**
 * NanoDet: of each grid `cls_pred_stride_*` and `dis_pred_stride_*`, or all in one tensor `[1, cells, classes + 32]`; scores
 * 0..1 already. Input BGR with ImageNet's mean and deviation in 0..255.
 * Source: RangiLyu/nanodet, nanodet/model/head/gfl_head.py and nanodet_plus_head.py, tools/export_onnx.py.
 */
export const nanodet: Family = {
  id: 'nanodet',
  recognise(signature, isNamed = false) {
    const input = imageInput(signature, 320);
    if (!input || input.extra || input.channelCount !== 3) return null;
    const found = findLayout(signature, input, isNamed);
    if (!found) return null;
    const { channelCount: _, ...size } = input;
    const colours = { scale: 1, mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] };
    return {
      family: 'nanodet',
      task: 'detect',
      input: { ...size, channels: 'BGR', ...colours, resize: 'letterbox', pad: 0 },
      output: { layout: found.layout },
      classes: guessedNames(found.classes),
      scoreThreshold: 0.35,
      iouThreshold: 0.6,
    };
  },
  classCount(signature, card) {
    return findLayout(signature, card.input, true)?.classes ?? null;
  },
  decode(outputs, card, placement, thresholds) {
    const [only] = outputs;
    const layout = layoutOf(card);
    if (!layout || !only) return [];
    const { strides, centre } = layout;
    const read = outputs.length === 1 ? concatenatedLevels(only, card, strides) : pairedLevels(outputs, card, strides);
    if (!read) return [];
    const how = { classes: card.classes.length, bins: read.bins, centre, minScore: thresholds.score };
    return selectBoxes(decodeGfl(read.levels, card, how), card, placement, thresholds);
  },
};
