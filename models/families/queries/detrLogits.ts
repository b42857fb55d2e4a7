import type { TensorInfo } from '#shared/contract/inferenceApi.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import { sigmoid } from '../../post/sigmoid.ts';
import { findClassList } from '../../cards/classLists.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { findOutputs } from '../findOutputs.ts';
import { imageInput } from '../imageInput.ts';
import { readQueries } from './readQueries.ts';

const roles = { scores: ['logits', 'pred_logits'], boxes: ['pred_boxes'] };
/** COCO's category ids with 0, which no object has. */
const cocoIds = 91;

function countLogits({ scores, boxes }: { scores: TensorInfo; boxes: TensorInfo }): number | null {
  const count = scores.shape.at(-1);
  return boxes.shape.at(-1) === 4 && typeof count === 'number' ? count : null;
}

/**
 * Transformers' RT-DETR, D-FINE, Deformable DETR and their like without post-processing: `logits [1, queries, classes]`, a
 * sigmoid each, and `pred_boxes [1, queries, 4]`, centre and size 0..1.
 * Source: Zhu et al. 2020 (Deformable DETR, arXiv 2010.04159); huggingface/transformers, modeling_rt_detr.py.
 */
export const detrLogits: Family = {
  id: 'detr-logits',
  recognise(signature) {
    const input = imageInput(signature, 640);
    const found = findOutputs(signature.outputs, roles);
    const count = found && countLogits(found);
    if (!input || input.extra || count === null) return null;
    const { channelCount: _, ...size } = input;
    const isIds = count === cocoIds;
    return {
      family: 'detr-logits',
      task: 'detect',
      input: { ...size, channels: 'RGB', scale: 1 / 255, mean: [0], std: [1], resize: 'stretch', pad: 0 },
      output: { firstClass: isIds ? 1 : 0 },
      classes: isIds ? [...(findClassList('coco90') ?? [])] : guessedNames(count),
      scoreThreshold: 0.4,
    };
  },
  classCount({ outputs }, card) {
    const found = findOutputs(outputs, roles, card);
    const count = found && countLogits(found);
    return count === null ? null : count - (card.output.firstClass ?? 0);
  },
  decode(outputs, card, placement, thresholds) {
    const found = findOutputs(outputs, roles, card);
    if (!found) return [];
    const { scores, boxes } = found;
    const [count = 0, width = 0] = scores.dims.slice(-2);
    const first = card.output.firstClass ?? 0;
    const queries = {
      count,
      classes: width - first,
      scores: { data: scores.data, from: first, step: width },
      boxes: { data: boxes.data, from: 0, step: 4 },
    };
    const activate = card.output.activation === 'none' ? (value: number): number => value : sigmoid;
    const candidates = readQueries(queries, { minScore: thresholds.score, activate });
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'unit', nms: 'none' });
  },
};
