import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import { coco80 } from '../classNames.ts';
import type { Family } from '../family.ts';
import { findOutputs } from '../findOutputs.ts';
import { imageInput } from '../imageInput.ts';
import { readNamedBoxes } from './readNamedBoxes.ts';

const roles = { boxes: ['boxes'], scores: ['scores'], labels: ['labels'] };

/**
 * Detectors of the DETR family as their authors export them, with the post-processing inside: `images` and
 * `orig_target_sizes` go in, `labels`, `boxes` (corners in pixels of the image) and `scores` come out. Nothing is suppressed: each
 * object is found once.
 * Source: Zhao et al. 2023 (RT-DETR, arXiv 2304.08069), Peng et al. 2024 (D-FINE, 2410.13842), Huang et al. 2024 (DEIM,
 * 2412.04234); tools/export_onnx.py of their repositories.
 */
export const detr: Family = {
  id: 'detr',
  recognise(signature) {
    const input = imageInput(signature, 640);
    const isAsked = input?.extra?.some(({ fill }) => fill === 'imageWidthHeight') ?? false;
    if (!input || !isAsked || !findOutputs(signature.outputs, roles)) return null;
    const { channelCount: _, ...size } = input;
    const { names } = signature.metadata;
    return {
      family: 'detr',
      task: 'detect',
      input: { ...size, channels: 'RGB', scale: 1 / 255, mean: [0], std: [1], resize: 'stretch', pad: 0 },
      output: {},
      classes: (names === undefined ? null : parsePythonNames(names)) ?? [...coco80],
      scoreThreshold: 0.3,
    };
  },
  classCount: () => null,
  decode(outputs, card, placement, thresholds) {
    const found = findOutputs(outputs, roles, card);
    if (!found) return [];
    const firstLabel = card.output.firstClass ?? 0;
    const candidates = readNamedBoxes(found, { firstLabel, minScore: thresholds.score });
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'image', nms: 'none' });
  },
};
