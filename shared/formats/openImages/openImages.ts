import { clipBox } from '../../geometry/boxes.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import type { Split } from '../../model/split.ts';
import { classNumbers } from '../parts/classNames.ts';
import { delimitedLine } from '../parts/delimited.ts';
import { openImagesReader } from './readOpenImages.ts';

const file = 'annotations-bbox.csv';

/**
 * Open Images boxes (storage.googleapis.com/openimages, "Data formats"): a CSV line for each box, its sides from 0 to 1 of
 * the image, and `class-descriptions.csv` with the names of the labels. Labels are `/fp/1`, `/fp/2` and so on in class order, in the
 * place of Google's own. By split there are `train-`, `validation-` and `test-annotations-bbox.csv`, as there. Flags are -1: not known. An image without boxes has no line, as there.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const numberOf = classNumbers(classes, 1);
  const flags = ['IsOccluded', 'IsTruncated', 'IsGroupOf', 'IsDepiction', 'IsInside'];
  const columns = ['ImageID', 'Source', 'LabelName', 'Confidence', 'XMin', 'XMax', 'YMin', 'YMax', ...flags];
  emit(
    'class-descriptions.csv',
    classes.map(({ id, name }) => delimitedLine([`/fp/${numberOf(id)}`, name], ',')).join(''),
  );
  const begun = new Set<string>();
  function begin(split: Split | undefined): string {
    const path = split === undefined ? file : `${split === 'val' ? 'validation' : split}-${file}`;
    if (!begun.has(path)) emit(path, delimitedLine(columns, ','));
    begun.add(path);
    return path;
  }
  return {
    item({ stem, widthPx, heightPx, labels, split }) {
      const path = begin(split);
      for (const { classId, shape, score } of labels) {
        if (shape.kind !== 'box') continue;
        const [x, y, width, height] = clipBox(shape.box, { width: widthPx, height: heightPx });
        const sides = [x / widthPx, (x + width) / widthPx, y / heightPx, (y + height) / heightPx];
        const line = [stem, 'xclick', `/fp/${numberOf(classId)}`, score ?? 1, ...sides, ...flags.map(() => -1)];
        emit(path, delimitedLine(line, ','));
      }
    },
    finish() {
      if (begun.size === 0) begin(undefined);
    },
  };
}

export const openImages: Format = {
  id: 'openimages',
  name: 'Open Images CSV',
  shapes: ['box'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: true,
  imageFolder: 'images',
  splits: { imageFolder: (split) => `images/${split}` },
  createWriter,
  reader: openImagesReader,
};
