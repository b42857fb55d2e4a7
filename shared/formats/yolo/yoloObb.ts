import { orientedCorners, orientedOfBox } from '../../geometry/oriented.ts';
import type { Format } from '../format.ts';
import { createYoloWriter, fractions, yoloSplits } from './yoloWriter.ts';

/** Lines `class x1 y1 x2 y2 x3 y3 x4 y4`, the corners (docs.ultralytics.com, "Oriented bounding box datasets"). */
export const yoloObb: Format = {
  id: 'yolo-obb',
  name: 'YOLO oriented boxes (Ultralytics)',
  shapes: ['rotatedBox', 'box'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: true,
  imageFolder: 'images',
  splits: yoloSplits,
  createWriter: (header, emit) =>
    createYoloWriter(header, emit, ({ shape }, image) => {
      if (shape.kind === 'rotatedBox') return fractions(orientedCorners(shape), image);
      return shape.kind === 'box' ? fractions(orientedCorners(orientedOfBox(shape.box)), image) : null;
    }),
};
