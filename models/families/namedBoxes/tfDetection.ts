import { findClassList } from '../../cards/classLists.ts';
import { selectBoxes } from '../../post/selectBoxes.ts';
import type { Family } from '../family.ts';
import { findOutputs } from '../findOutputs.ts';
import { imageInput } from '../imageInput.ts';
import { readNamedBoxes } from './readNamedBoxes.ts';

const roles = { boxes: ['detection_boxes'], scores: ['detection_scores'], labels: ['detection_classes'] };

/**
 * TensorFlow's Object Detection API (SSD-MobileNet and all its others): an image of bytes goes in, resizing and
 * suppression are inside; `detection_boxes` (top, left, bottom, right, 0..1), `detection_classes` (COCO's category ids, from
 * 1) and `detection_scores` come out, best first, the rest filled with zeros.
 * Source: tensorflow/models, research/object_detection/exporter_lib_v2.py; the ONNX model zoo's ssd_mobilenet_v1.
 */
export const tfDetection: Family = {
  id: 'tf-detection',
  recognise(signature) {
    const input = imageInput(signature, 640);
    if (!input || input.extra || !findOutputs(signature.outputs, roles)) return null;
    const { channelCount: _, ...size } = input;
    const colours =
      size.dtype === 'uint8' ? { scale: 1, mean: [0], std: [1] } : { scale: 1, mean: [127.5], std: [127.5] };
    return {
      family: 'tf-detection',
      task: 'detect',
      input: { ...size, channels: 'RGB', ...colours, resize: 'stretch', pad: 0 },
      output: { firstClass: 1 },
      classes: [...(findClassList('coco90') ?? [])],
      scoreThreshold: 0.4,
    };
  },
  classCount: () => null,
  decode(outputs, card, placement, thresholds) {
    const found = findOutputs(outputs, roles, card);
    if (!found) return [];
    const firstLabel = card.output.firstClass ?? 1;
    const candidates = readNamedBoxes(found, { firstLabel, minScore: thresholds.score, order: [1, 0, 3, 2] });
    return selectBoxes(candidates, card, placement, thresholds, { coordinates: 'unit', nms: 'none' });
  },
};
