import { geometryOf } from '../../shapes/shapeRegistry.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import type { Split } from '../../model/split.ts';
import { classNames } from '../parts/classNames.ts';
import { delimitedLine } from '../parts/delimited.ts';
import { groupNumbers } from '../parts/groupNumbers.ts';
import { tableReader } from './readTables.ts';

const columns = ['image', 'width', 'height', 'class', 'shape', 'x_min', 'y_min', 'x_max', 'y_max'];
const moreColumns = ['score', 'group', 'attributes', 'geometry'];

const sides = (shape: Shape): (number | null)[] => {
  const bounds = geometryOf(shape).bounds(shape);
  if (!bounds) return [null, null, null, null];
  const [x, y, width, height] = bounds;
  return [x, y, x + width, y + height];
};

/**
 * A table for spreadsheets and scripts: a line for each label, and one without a class for an image that has none. Pixels;
 * `geometry` and `attributes` are JSON, as in the format `jsonl`. By split a last column names it.
 */
function createTableWriter(file: string, separator: ',' | '\t') {
  return ({ classes }: ExportHeader, emit: Emit): FormatWriter => {
    const nameOf = classNames(classes);
    let isBegun = false;
    function begin(split: Split | undefined): void {
      const all = [...columns, ...moreColumns, ...(split ? ['split'] : [])];
      if (!isBegun) emit(file, delimitedLine(all, separator));
      isBegun = true;
    }
    return {
      item({ imagePath, widthPx, heightPx, labels, split }) {
        begin(split);
        const last = split ? [split] : [];
        const numberOf = groupNumbers();
        const image = [imagePath, widthPx, heightPx];
        const nothing = [...columns, ...moreColumns].slice(image.length).map(() => null);
        if (labels.length === 0) emit(file, delimitedLine([...image, ...nothing, ...last], separator));
        for (const { classId, shape, score, groupId, attributes } of labels) {
          const { kind, ...geometry } = shape;
          const more = [
            score,
            numberOf(groupId),
            attributes ? JSON.stringify(attributes) : null,
            JSON.stringify(geometry),
          ];
          emit(file, delimitedLine([...image, nameOf(classId), kind, ...sides(shape), ...more, ...last], separator));
        }
      },
      finish: () => begin(undefined),
    };
  };
}

const all = {
  shapes: ['box', 'rotatedBox', 'ellipse', 'polygon', 'mask', 'polyline', 'point', 'keypoints', 'whole'],
  holdsAttributes: true,
  holdsGroups: true,
  holdsHoles: true,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  splits: { imageFolder: () => 'images' },
} as const;

export const csv: Format = {
  ...all,
  id: 'csv',
  name: 'CSV',
  createWriter: createTableWriter('labels.csv', ','),
  reader: tableReader,
};
export const tsv: Format = { ...all, id: 'tsv', name: 'TSV', createWriter: createTableWriter('labels.tsv', '\t') };
