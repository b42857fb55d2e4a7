import { findClassList } from '../../cards/classLists.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Family } from '../family.ts';
import { findOutputs } from '../findOutputs.ts';
import { imageInput } from '../imageInput.ts';
import { readNamedBoxes } from './readNamedBoxes.ts';

const roles = { boxes: ['boxes'], scores: ['scores'], labels: ['labels'] };

/**
 * torchvision's detectors (SSD, SSDlite, RetinaNet, FCOS, Faster R-CNN): the image 0..1 goes in, resizing, colours and
 * suppression are inside; `boxes` (corners in pixels of the input), `labels` (0 is the background) and `scores` come out.
 * Source: Liu et al. 2016 (SSD, arXiv 1512.02325), Lin et al. 2017 (RetinaNet, 1708.02002); pytorch/vision,
 * torchvision/models/detection. Without names the labels are COCO's category ids.
 */
export const torchvision: Family = {
  id: 'torchvision',
  recognise(signature) {
    const input = imageInput(signature, 640);
    if (!input || input.extra || !findOutputs(signature.outputs, roles)) return null;
    const { channelCount: _, ...size } = input;
    return {
      family: 'torchvision',
      task: 'detect',
      input: { ...size, channels: 'RGB', scale: 1 / 255, mean: [0], std: [1], resize: 'letterbox-topleft', pad: 0 },
      output: { firstClass: 1 },
      classes: [...(findClassList('coco90') ?? [])],
      scoreThreshold: 0.5,
    };
  },
  classCount: () => null,
  decode(outputs, card, placement, thresholds) {
    const found = findOutputs(outputs, roles, card);
    if (!found) return [];
    const firstLabel = card.output.firstClass ?? 1;
    const candidates = readNamedBoxes(found, { firstLabel, minScore: thresholds.score });
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'input', nms: 'none' });
  },
};
