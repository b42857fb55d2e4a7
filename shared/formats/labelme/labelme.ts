import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';
import { groupNumbers } from '../parts/groupNumbers.ts';

type Pair = readonly [number, number];

const pairs = (flat: readonly number[]): Pair[] =>
  Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index] as number, flat[2 * index + 1] as number]);

/** What labelme calls it, and its points; null where it has no such shape. */
function toLabelme(shape: Shape): { readonly shape_type: string; readonly points: readonly Pair[] } | null {
  if (shape.kind === 'box') {
    const [x, y, width, height] = shape.box;
    const far: Pair = [x + width, y + height];
    return { shape_type: 'rectangle', points: [[x, y], far] };
  }
  if (shape.kind === 'polygon') return { shape_type: 'polygon', points: pairs(shape.rings[0] ?? []) };
  if (shape.kind === 'polyline') return { shape_type: 'linestrip', points: pairs(shape.points) };
  if (shape.kind === 'point') return { shape_type: 'point', points: [shape.point] };
  return null;
}

/**
 * labelme's JSON (wkentaro/labelme, `labelme/label_file.py`): one file beside each image, points in pixels. A class of the
 * whole image is one of its `flags`. Its rectangles have two corners, its polygons one outline; scores are in no field of its own,
 * but `score`, which X-AnyLabeling reads.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  return {
    item({ imagePath, stem, widthPx, heightPx, labels }) {
      const numberOf = groupNumbers();
      const shapes = labels.flatMap(({ classId, shape, groupId, score }) => {
        const made = toLabelme(shape);
        if (!made) return [];
        const { shape_type, points } = made;
        return {
          ...{ label: nameOf(classId), points, group_id: numberOf(groupId), description: '', shape_type, flags: {} },
          ...(score === null ? {} : { score }),
        };
      });
      const whole = labels.filter(({ shape }) => shape.kind === 'whole').map(({ classId }) => [nameOf(classId), true]);
      const file = {
        version: '5.5.0',
        flags: Object.fromEntries(whole) as Record<string, boolean>,
        shapes,
        // As labelme writes it: from the folder of this file.
        imagePath: imagePath.startsWith('/') ? imagePath : (imagePath.split('/').at(-1) ?? imagePath),
        imageData: null,
        imageHeight: heightPx,
        imageWidth: widthPx,
      };
      emit(`images/${stem}.json`, `${JSON.stringify(file, null, 2)}\n`);
    },
    finish: () => undefined,
  };
}

export const labelme: Format = {
  id: 'labelme',
  name: 'LabelMe JSON',
  shapes: ['box', 'polygon', 'polyline', 'point', 'whole'],
  holdsAttributes: false,
  holdsGroups: true,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  createWriter,
};
