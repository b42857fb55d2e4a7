import { encode } from 'fast-png';
import { geometryOf } from '../../shapes/shapeRegistry.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNumbers } from '../parts/classNames.ts';
import { paintLabelMap } from '../parts/labelMap.ts';
import { labelsOf } from './labels.ts';
import { cityscapesReader } from './readCityscapes.ts';

/** Objects of one class in an image that have numbers of their own. */
const mostInstances = 1000;
/** `class * 1000 + n` has to fit into 16 bits. */
const highestWithInstances = 64;

/** The outer rings of a shape. */
const outlines = (shape: Shape): (readonly number[])[] => {
  const area = geometryOf(shape).outline(shape);
  return area.flatMap((rings) => rings.slice(0, 1));
};

const pairs = (ring: readonly number[]): number[][] =>
  Array.from({ length: ring.length / 2 }, (_, at) => [ring[2 * at] ?? 0, ring[2 * at + 1] ?? 0]);

/**
 * The layout of Cityscapes (cityscapes-dataset.com, cityscapesScripts): for each image `_labelIds.png` with the class of each pixel,
 * `_instanceIds.png` with `class * 1000 + n`, n counted from 0 in each class, `_color.png`, and `_polygons.json` with outlines, the lower
 * ones first. 0 is unlabeled. Where labels overlap, the upper one is seen. `labels.json` says which class has which number.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const labels = labelsOf(classes);
  const indexOf = classNumbers(classes, 0);
  const highest = Math.max(0, ...labels.map(({ id }) => id));
  const colors = new Map(labels.map(({ id, color }) => [id, color]));
  emit(
    'labels.json',
    `${JSON.stringify(
      labels.map(({ color, ...label }) => ({ ...label, color: [...color] })),
      null,
      2,
    )}\n`,
  );
  return {
    item({ stem, widthPx: width, heightPx: height, labels: own }) {
      const image = { width, height };
      const size = { width, height, channels: 1 };
      const counts = new Map<number, number>();
      const objects = own.flatMap(({ shape, classId }) => {
        const label = labels[indexOf(classId)];
        if (!label) return [];
        const { id } = label;
        const count = counts.get(id) ?? 0;
        counts.set(id, count + 1);
        const hasInstances = id <= highestWithInstances && count < mostInstances;
        return [{ shape, name: label.name, id, instance: hasInstances ? id * 1000 + count : id }];
      });
      const ids = paintLabelMap(
        objects.map(({ shape, id }) => ({ shape, number: id })),
        image,
        highest,
      );
      const instances = paintLabelMap(
        objects.map(({ shape, instance }) => ({ shape, number: instance })),
        image,
        65_535,
      );
      const rgb = new Uint8Array(3 * ids.length);
      ids.forEach((id, at) => rgb.set(colors.get(id) ?? [0, 0, 0], 3 * at));
      const base = `gtFine/${stem.replace(/_leftImg8bit$/, '')}_gtFine`;
      emit(`${base}_labelIds.png`, encode({ ...size, data: ids, depth: ids instanceof Uint8Array ? 8 : 16 }));
      emit(`${base}_instanceIds.png`, encode({ ...size, data: instances, depth: 16 }));
      emit(`${base}_color.png`, encode({ ...size, channels: 3, data: rgb, depth: 8 }));
      const polygons = objects.flatMap(({ shape, name }) =>
        outlines(shape).map((ring) => ({ label: name, polygon: pairs(ring) })),
      );
      emit(`${base}_polygons.json`, `${JSON.stringify({ imgHeight: height, imgWidth: width, objects: polygons })}\n`);
    },
    finish: () => undefined,
  };
}

export const cityscapes: Format = {
  id: 'cityscapes',
  name: 'Cityscapes (gtFine)',
  shapes: ['mask', 'polygon', 'ellipse'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: true,
  holdsFractions: false,
  cutsAtBorder: true,
  imageFolder: 'leftImg8bit',
  createWriter,
  reader: cityscapesReader,
};
