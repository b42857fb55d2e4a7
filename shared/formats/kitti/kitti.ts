import { clipBox } from '../../geometry/boxes.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';

/** KITTI's columns are parted by spaces. */
const oneWord = (name: string): string => name.replace(/\s+/g, '_');

/**
 * KITTI object detection (cvlibs.net/datasets/kitti, development kit, `readme.txt`): `label_2/NAME.txt`, a line for each object with
 * type, truncation, occlusion, angle, the box's left, top, right and bottom in pixels, and seven numbers of three dimensions,
 * which are the "not known" values of that text. Scores come last.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  return {
    item({ stem, widthPx, heightPx, labels }) {
      const lines = labels.flatMap(({ classId, shape, score }) => {
        if (shape.kind !== 'box') return [];
        const [x, y, width, height] = clipBox(shape.box, { width: widthPx, height: heightPx });
        const box = [x, y, x + width, y + height].map((value) => value.toFixed(6));
        const unknown = '-1 -1 -1 -1000 -1000 -1000 -10';
        return `${oneWord(nameOf(classId))} -1 -1 -10 ${box.join(' ')} ${unknown}${score === null ? '' : ` ${score}`}\n`;
      });
      emit(`label_2/${stem}.txt`, lines.join(''));
    },
    finish: () => undefined,
  };
}

export const kitti: Format = {
  id: 'kitti',
  name: 'KITTI',
  shapes: ['box'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: true,
  imageFolder: 'image_2',
  createWriter,
};
