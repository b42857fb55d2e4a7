import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';
import { groupNumbers } from '../parts/groupNumbers.ts';
import { jsonlReader } from './readJsonl.ts';

/**
 * Our own records, a JSON line for each image: nothing of a label is lost. Shapes are as in docs/formats.md, pixels of the upright
 * image; `classes.json` has the classes with their attributes and skeletons.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  const asked = classes.map(({ name, color, attributes, skeleton }) => ({ name, color, attributes, skeleton }));
  emit('classes.json', `${JSON.stringify(asked, null, 2)}\n`);
  emit('labels.jsonl', '');
  return {
    item({ imagePath, widthPx, heightPx, labels, split }) {
      const numberOf = groupNumbers();
      const lines = labels.map(({ classId, shape, score, attributes, groupId }) => ({
        class: nameOf(classId),
        shape,
        ...(score === null ? {} : { score }),
        ...(attributes ? { attributes } : {}),
        ...(groupId === undefined ? {} : { group: numberOf(groupId) }),
      }));
      const image = { image: imagePath, width: widthPx, height: heightPx };
      const line = { ...image, ...(split ? { split } : {}), labels: lines };
      emit('labels.jsonl', `${JSON.stringify(line)}\n`);
    },
    finish: () => undefined,
  };
}

export const jsonl: Format = {
  id: 'jsonl',
  name: 'JSON lines',
  shapes: ['box', 'rotatedBox', 'ellipse', 'polygon', 'mask', 'polyline', 'point', 'keypoints', 'whole'],
  holdsAttributes: true,
  holdsGroups: true,
  holdsHoles: true,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  splits: { imageFolder: () => 'images' },
  createWriter,
  reader: jsonlReader,
};
