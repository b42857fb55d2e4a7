import { clipBox } from '../../geometry/boxes.ts';
import type { ClassId } from '../../model/ids.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { yoloReader } from './readYolo.ts';

/** A YAML double-quoted string is a JSON string. */
const yamlString = (text: string): string => JSON.stringify(text);

/** Eight decimals: a hundredth of a pixel also in an image of 100,000 pixels a side. */
const fraction = (value: number, whole: number): string => String(Number((value / whole).toFixed(8)));

/**
 * YOLO detection in the layout of Ultralytics (docs.ultralytics.com, "Object detection datasets"): a text file for each
 * image with lines `class cx cy width height`, relative to the image, classes counted from 0; `data.yaml` with the
 * names; `train.txt` with the images. A confirmed empty image has an empty text file. Predictions have their score as
 * a sixth number.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const numbers = new Map<ClassId, number>(classes.map(({ id }, index) => [id, index]));
  const names = classes.map(({ name }, index) => `  ${index}: ${yamlString(name)}\n`).join('');
  // Without `path` trainers start from the folder of this file; `path: .` would be the folder they run in.
  emit('data.yaml', `train: train.txt\nval: train.txt\nnames:\n${names || '  {}\n'}`);
  emit('train.txt', '');
  return {
    item({ imagePath, stem, widthPx, heightPx, labels }) {
      emit('train.txt', `${imagePath.startsWith('/') ? imagePath : `./${imagePath}`}\n`);
      const lines = labels.flatMap(({ classId, shape, score }) => {
        if (shape.kind !== 'box') return [];
        // Trainers refuse a file with a number outside 0..1.
        const [x, y, width, height] = clipBox(shape.box, { width: widthPx, height: heightPx });
        const place = [
          fraction(x + width / 2, widthPx),
          fraction(y + height / 2, heightPx),
          fraction(width, widthPx),
          fraction(height, heightPx),
        ];
        return [`${[numbers.get(classId), ...place, ...(score === null ? [] : [score])].join(' ')}\n`];
      });
      // `images/a/b.jpg` has its labels in `labels/a/b.txt`: where trainers look for them.
      emit(`labels/${stem}.txt`, lines.join(''));
    },
    finish: () => undefined,
  };
}

export const yolo: Format = {
  id: 'yolo',
  name: 'YOLO (Ultralytics)',
  shapes: ['box'],
  holdsAttributes: false,
  holdsGroups: false,
  cutsAtBorder: true,
  imageFolder: 'images',
  createWriter,
  reader: yoloReader,
};
