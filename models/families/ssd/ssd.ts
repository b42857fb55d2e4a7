import type { TensorInfo } from '#shared/contract/inferenceApi.ts';
import { bestClass } from '../../post/bestClass.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { findOutputs } from '../findOutputs.ts';
import { imageInput } from '../imageInput.ts';

const roles = { scores: ['scores', 'confs'], boxes: ['boxes'] };

/** `[1, n, classes]` of scores, where `[1, n, 4]` of boxes lie beside them, also as `[1, n, 1, 4]`. */
function countScores({ scores, boxes }: { scores: TensorInfo; boxes: TensorInfo }): number | null {
  const [, rows, count] = scores.shape;
  const isPair = scores.shape.length === 3 && boxes.shape[1] === rows && boxes.shape.at(-1) === 4;
  return isPair && typeof count === 'number' ? count : null;
}

/** YOLOv4's exports call the scores `confs` and have no background among them. */
const hasBackground = ({ name }: { name: string }): boolean => !/confs/.test(name);

/**
 * Detectors whose boxes are decoded and not yet chosen: `scores [1, n, classes]` 0..1, the first class the background, and
 * `boxes [1, n, 4]`, corners 0..1. UltraFace has one class, the face; PyTorch-SSD has VOC's; `confs` and `boxes` of
 * pytorch-YOLOv4 are read too, without a background.
 * Source: Liu et al. 2016 (arXiv 1512.02325); Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB, qfgaohao/pytorch-ssd,
 * Tianxiaomo/pytorch-YOLOv4.
 */
export const ssd: Family = {
  id: 'ssd',
  recognise(signature) {
    const input = imageInput(signature, 300);
    const found = findOutputs(signature.outputs, roles);
    const count = found && countScores(found);
    if (!input || input.extra || input.channelCount !== 3 || signature.outputs.length > 2) return null;
    if (!found || count === null) return null;
    const { channelCount: _, ...size } = input;
    const first = hasBackground(found.scores) ? 1 : 0;
    if (count <= first) return null;
    const colours = first === 1 ? { scale: 1, mean: [127], std: [128] } : { scale: 1 / 255, mean: [0], std: [1] };
    const isFace = first === 1 && count === 2;
    return {
      family: 'ssd',
      task: 'detect',
      input: { ...size, channels: 'RGB', ...colours, resize: 'stretch', pad: 0 },
      output: { firstClass: first },
      classes: isFace ? ['face'] : guessedNames(count - first),
      scoreThreshold: 0.5,
    };
  },
  classCount({ outputs }, card) {
    const found = findOutputs(outputs, roles, card);
    const count = found && countScores(found);
    return count === null ? null : count - (card.output.firstClass ?? 1);
  },
  decode(outputs, card, placement, thresholds) {
    const found = findOutputs(outputs, roles, card);
    if (!found) return [];
    const { scores, boxes } = found;
    const [, rows = 0, count = 0] = scores.dims;
    const first = card.output.firstClass ?? 1;
    const candidates: Candidate[] = [];
    for (let row = 0; row < rows; row += 1) {
      const best = bestClass(scores.data, row * count + first, count - first);
      // So written, NaN is left out as well.
      if (!(best.score >= thresholds.score)) continue;
      const [left = 0, top = 0, right = 0, bottom = 0] = boxes.data.subarray(row * 4, row * 4 + 4);
      const from = row * count + first;
      // With a background they are shares of one whole; YOLOv4's are not.
      const list = { count: count - first, at: (of: number) => scores.data[from + of] ?? 0, isShared: first > 0 };
      candidates.push({ left, top, right, bottom, ...best, scores: list });
    }
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'unit', nms: 'class' });
  },
};
