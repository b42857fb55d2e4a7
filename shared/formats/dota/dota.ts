import { orientedCorners, orientedOfBox } from '../../geometry/oriented.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';

/**
 * DOTA (captain-whu.github.io/DOTA, "Annotation format"): `labelTxt/NAME.txt`, a line for each object with the four corners
 * clockwise in pixels, the class and a difficulty, which is 0. Names are one word there: spaces become `-`, as in DOTA's own.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  return {
    item({ stem, labels }) {
      const lines = labels.flatMap(({ classId, shape, score }) => {
        if (shape.kind !== 'box' && shape.kind !== 'rotatedBox') return [];
        const corners = orientedCorners(shape.kind === 'box' ? orientedOfBox(shape.box) : shape);
        const name = nameOf(classId).replace(/\s+/g, '-');
        return `${[...corners, name, 0, ...(score === null ? [] : [score])].join(' ')}\n`;
      });
      emit(`labelTxt/${stem}.txt`, lines.join(''));
    },
    finish: () => undefined,
  };
}

export const dota: Format = {
  id: 'dota',
  name: 'DOTA',
  shapes: ['box', 'rotatedBox'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  createWriter,
};
