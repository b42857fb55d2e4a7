import { encode } from 'fast-png';
import type { Size } from '../../geometry/viewTransform.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNumbers } from '../parts/classNames.ts';
import { paintLabelMap } from '../parts/labelMap.ts';
import { masksReader } from './readMasks.ts';
import { vocColor } from './vocColor.ts';

const palette = Array.from({ length: 256 }, (_, number) => vocColor(number));

function toPng(map: Uint8Array | Uint16Array, { width, height }: Size): Uint8Array {
  const size = { width, height, channels: 1 };
  return map instanceof Uint8Array
    ? encode({ ...size, data: map, depth: 8, palette })
    : encode({ ...size, data: map, depth: 16 });
}

/**
 * Segmentation in the layout of Pascal VOC (host.robots.ox.ac.uk/pascal/VOC, development kit), as CVAT's "Segmentation mask" too:
 * `SegmentationClass` has the class of each pixel, counted from 1, `SegmentationObject` its object, counted from 1 in each
 * image; 0 is background. PNG with VOC's palette; with more than 255 numbers 16-bit grey. `labelmap.txt` says which colour is which
 * class. By split, `ImageSets/Segmentation` lists the names. Where labels overlap, the upper one is seen.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const numberOf = classNumbers(classes, 1);
  const lines = classes.map(
    ({ id, name }) => `${name.replaceAll(':', ';')}:${vocColor(numberOf(id) & 0xff).join(',')}::\n`,
  );
  emit('labelmap.txt', `# label:color_rgb:parts:actions\nbackground:0,0,0::\n${lines.join('')}`);
  emit('classes.txt', ['background', ...classes.map(({ name }) => name)].map((name) => `${name}\n`).join(''));
  return {
    item({ stem, widthPx, heightPx, labels, split }) {
      if (split) emit(`ImageSets/Segmentation/${split}.txt`, `${stem}\n`);
      const image = { width: widthPx, height: heightPx };
      const byClass = labels.map(({ shape, classId }) => ({ shape, number: numberOf(classId) }));
      const byObject = labels.map(({ shape }, index) => ({ shape, number: index + 1 }));
      emit(`SegmentationClass/${stem}.png`, toPng(paintLabelMap(byClass, image, classes.length), image));
      emit(`SegmentationObject/${stem}.png`, toPng(paintLabelMap(byObject, image, labels.length), image));
    },
    finish: () => undefined,
  };
}

export const masks: Format = {
  id: 'masks',
  name: 'Segmentation masks (PNG)',
  shapes: ['mask', 'polygon', 'ellipse'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: true,
  holdsFractions: false,
  cutsAtBorder: true,
  imageFolder: 'JPEGImages',
  splits: { imageFolder: () => 'JPEGImages' },
  createWriter,
  reader: masksReader,
};
