import type { Format } from '../format.ts';
import { createYoloWriter, fractions, yoloSplits } from './yoloWriter.ts';

/** Lines `class x1 y1 x2 y2 ...`, the outline of the object (docs.ultralytics.com, "Instance segmentation datasets"). */
export const yoloSegment: Format = {
  id: 'yolo-segment',
  name: 'YOLO segments (Ultralytics)',
  shapes: ['polygon'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: true,
  imageFolder: 'images',
  splits: yoloSplits,
  createWriter: (header, emit) =>
    createYoloWriter(header, emit, ({ shape }, image) =>
      shape.kind === 'polygon' ? fractions(shape.rings[0] ?? [], image) : null,
    ),
};
