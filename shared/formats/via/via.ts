import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';

const file = 'via_annotations.json';

const every = (flat: readonly number[], start: 0 | 1): number[] => flat.filter((_, index) => index % 2 === start);

/** VIA's `shape_attributes`; null where it has no such shape. */
function toVia(shape: Shape): Record<string, unknown> | null {
  if (shape.kind === 'box') {
    const [x, y, width, height] = shape.box;
    return { name: 'rect', x, y, width, height };
  }
  if (shape.kind === 'ellipse') {
    const { centre, size, angle } = shape;
    return { name: 'ellipse', cx: centre[0], cy: centre[1], rx: size[0] / 2, ry: size[1] / 2, theta: angle };
  }
  if (shape.kind === 'polygon') {
    const outer = shape.rings[0] ?? [];
    return { name: 'polygon', all_points_x: every(outer, 0), all_points_y: every(outer, 1) };
  }
  if (shape.kind === 'polyline')
    return { name: 'polyline', all_points_x: every(shape.points, 0), all_points_y: every(shape.points, 1) };
  return shape.kind === 'point' ? { name: 'point', cx: shape.point[0], cy: shape.point[1] } : null;
}

/**
 * Annotations of the VGG Image Annotator 2 (robots.ox.ac.uk/~vgg/software/via): an object by image. The class is the region
 * attribute `class`; a class of the whole image is the file attribute of that name, several of them joined by commas. VIA
 * finds an image by its name and its size in bytes; the size -1 is one that isn't known.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  let isEmpty = true;
  emit(file, '{');
  return {
    item({ imagePath, labels }) {
      const regions = labels.flatMap(({ classId, shape, attributes, score }) => {
        const shape_attributes = toVia(shape);
        if (!shape_attributes) return [];
        const said = { ...attributes, class: nameOf(classId), ...(score === null ? {} : { score }) };
        return { shape_attributes, region_attributes: said };
      });
      const whole = labels.filter(({ shape }) => shape.kind === 'whole').map(({ classId }) => nameOf(classId));
      const file_attributes = whole.length > 0 ? { class: whole.join(',') } : {};
      const entry = JSON.stringify({ filename: imagePath, size: -1, regions, file_attributes });
      emit(file, `${isEmpty ? '\n' : ',\n'}${JSON.stringify(`${imagePath}-1`)}:${entry}`);
      isEmpty = false;
    },
    finish: () => emit(file, '\n}\n'),
  };
}

export const via: Format = {
  id: 'via',
  name: 'VGG VIA JSON',
  shapes: ['box', 'ellipse', 'polygon', 'polyline', 'point', 'whole'],
  holdsAttributes: true,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  createWriter,
};
