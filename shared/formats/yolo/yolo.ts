import { clipBox } from '../../geometry/boxes.ts';
import type { Box } from '../../geometry/boxes.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { Format } from '../format.ts';
import { yoloReader } from './readYolo.ts';
import { createYoloWriter, fraction, yoloSplits } from './yoloWriter.ts';

/** Centre and size as fractions of the image, cut at its border: trainers refuse a file with a number outside 0..1. */
export function boxFractions(box: Box, image: Size): string[] {
  const [x, y, width, height] = clipBox(box, image);
  return [
    fraction(x + width / 2, image.width),
    fraction(y + height / 2, image.height),
    fraction(width, image.width),
    fraction(height, image.height),
  ];
}

/** Lines `class cx cy width height` (docs.ultralytics.com, "Object detection datasets"). */
export const yolo: Format = {
  id: 'yolo',
  name: 'YOLO (Ultralytics)',
  shapes: ['box'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: true,
  imageFolder: 'images',
  splits: yoloSplits,
  reader: yoloReader,
  createWriter: (header, emit) =>
    createYoloWriter(header, emit, ({ shape }, image) =>
      shape.kind === 'box' ? boxFractions(shape.box, image) : null,
    ),
};
