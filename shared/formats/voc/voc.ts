import { clipBox } from '../../geometry/boxes.ts';
import type { Box } from '../../geometry/boxes.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { Emit, ExportHeader, ExportLabel, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';
import { xmlText } from '../parts/xmlText.ts';
import { vocReader } from './readVoc.ts';

/** Pascal VOC counts pixels from 1 and names the first and the last pixel of a box. */
function bounds(box: Box, image: Size): readonly [number, number, number, number] {
  const [x, y, width, height] = clipBox(box, image);
  // A sliver at the far border is in the last pixel, not in one behind it.
  const xmin = Math.min(Math.round(x) + 1, image.width);
  const ymin = Math.min(Math.round(y) + 1, image.height);
  return [xmin, ymin, Math.max(xmin, Math.round(x + width)), Math.max(ymin, Math.round(y + height))];
}

/**
 * Pascal VOC 2012 detection (host.robots.ox.ac.uk/pascal/VOC, development kit): one XML file for each image under
 * `Annotations`, by split their names in `ImageSets/Main`. Whole pixels counted from 1, both ends inside the box.
 */
function createWriter({ classes, projectName }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  const objectXml = ({ classId, shape, score }: ExportLabel, image: Size): string => {
    if (shape.kind !== 'box') return '';
    const [xmin, ymin, xmax, ymax] = bounds(shape.box, image);
    const name = xmlText(nameOf(classId));
    const scoreXml = score === null ? '' : `    <score>${score}</score>\n`;
    return (
      `  <object>\n    <name>${name}</name>\n    <pose>Unspecified</pose>\n    <truncated>0</truncated>\n` +
      `    <difficult>0</difficult>\n${scoreXml}    <bndbox>\n      <xmin>${xmin}</xmin>\n      <ymin>${ymin}</ymin>\n` +
      `      <xmax>${xmax}</xmax>\n      <ymax>${ymax}</ymax>\n    </bndbox>\n  </object>\n`
    );
  };
  return {
    item({ imagePath, stem, widthPx, heightPx, labels, split }) {
      if (split) emit(`ImageSets/Main/${split}.txt`, `${stem}\n`);
      const objects = labels.map((label) => objectXml(label, { width: widthPx, height: heightPx }));
      const [folder, name] = [imagePath.split('/').slice(0, -1).join('/'), imagePath.split('/').at(-1) ?? imagePath];
      emit(
        `Annotations/${stem}.xml`,
        `<?xml version="1.0" encoding="UTF-8"?>\n<annotation>\n  <folder>${xmlText(folder)}</folder>\n` +
          `  <filename>${xmlText(name)}</filename>\n  <path>${xmlText(imagePath)}</path>\n` +
          `  <source>\n    <database>${xmlText(projectName)}</database>\n  </source>\n` +
          `  <size>\n    <width>${widthPx}</width>\n    <height>${heightPx}</height>\n    <depth>3</depth>\n  </size>\n` +
          `  <segmented>0</segmented>\n${objects.join('')}</annotation>\n`,
      );
    },
    finish: () => undefined,
  };
}

export const voc: Format = {
  id: 'voc',
  name: 'Pascal VOC XML',
  shapes: ['box'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: false,
  cutsAtBorder: true,
  imageFolder: 'JPEGImages',
  splits: { imageFolder: () => 'JPEGImages' },
  createWriter,
  reader: vocReader,
};
