import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';
import { jsonList } from '../parts/jsonList.ts';

/**
 * Create ML's object detection JSON (developer.apple.com, "Building an object detector data source"), which LabelImg reads
 * and writes too: one file; boxes by their centre, pixels.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  const list = jsonList(emit, 'annotations.json');
  return {
    item({ imagePath, labels }) {
      const annotations = labels.flatMap(({ classId, shape, score }) => {
        if (shape.kind !== 'box') return [];
        const [x, y, width, height] = shape.box;
        const coordinates = { x: x + width / 2, y: y + height / 2, width, height };
        return { label: nameOf(classId), coordinates, ...(score === null ? {} : { confidence: score }) };
      });
      list.add({ image: imagePath, annotations });
    },
    finish: () => list.end(),
  };
}

export const createml: Format = {
  id: 'createml',
  name: 'Create ML JSON',
  shapes: ['box'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  createWriter,
};
