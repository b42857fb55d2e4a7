import { ringsToRuns } from '../../geometry/runs.ts';
import type { ClassId, GroupId } from '../../model/ids.ts';
import { geometryOf } from '../../shapes/shapeRegistry.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';

const file = 'annotations.json';

/**
 * A mask and a polygon as they are; one with holes, which COCO's polygons can't say, as the pixels whose centres it holds, run-length
 * encoded. A box has none.
 */
function segmentation(shape: Shape, widthPx: number, heightPx: number): unknown {
  if (shape.kind === 'mask') return { size: shape.size, counts: shape.counts };
  if (shape.kind !== 'polygon') return [];
  if (shape.rings.length === 1) return shape.rings;
  const size = { width: widthPx, height: heightPx };
  return { size: [heightPx, widthPx], counts: ringsToRuns(shape.rings, size) };
}

/**
 * COCO object detection (cocodataset.org, "Data format"): one JSON file. Boxes are `[x, y, width, height]` in pixels, the
 * same as ours, written without rounding. Category ids count from 1 in class order. Predictions carry a `score`, labels their
 * `attributes` by name, as CVAT writes and reads them, and what belongs together the same `group_id`, counted from 1 in each image,
 * as labelme has it.
 * Annotations are written as they come; the lines of the images, about a hundred bytes each, wait for the end.
 */
function createWriter({ projectName, classes, createdAt }: ExportHeader, emit: Emit): FormatWriter {
  const categoryIds = new Map<ClassId, number>(classes.map(({ id }, index) => [id, index + 1]));
  const categories = classes.map(({ name }, index) => ({ id: index + 1, name, supercategory: '' }));
  const info = { description: projectName, version: '1.0', date_created: createdAt };
  emit(
    file,
    `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(categories)},"annotations":[`,
  );
  const images: string[] = [];
  let count = 0;
  return {
    item({ id, imagePath, widthPx, heightPx, labels }) {
      images.push(JSON.stringify({ id, file_name: imagePath, width: widthPx, height: heightPx }));
      const groups = new Map<GroupId, number>();
      for (const { classId, shape, score, attributes, groupId } of labels) {
        const { bounds, area } = geometryOf(shape);
        const bbox = bounds(shape);
        if (!bbox) continue;
        count += 1;
        if (groupId !== undefined && !groups.has(groupId)) groups.set(groupId, groups.size + 1);
        const annotation = {
          id: count,
          image_id: id,
          category_id: categoryIds.get(classId),
          bbox,
          area: area(shape),
          iscrowd: 0,
          segmentation: segmentation(shape, widthPx, heightPx),
          ...(score === null ? {} : { score }),
          ...(attributes ? { attributes } : {}),
          ...(groupId === undefined ? {} : { group_id: groups.get(groupId) }),
        };
        emit(file, `${count === 1 ? '\n' : ',\n'}${JSON.stringify(annotation)}`);
      }
    },
    finish() {
      emit(file, '\n],"images":[');
      for (const [index, image] of images.entries()) emit(file, `${index === 0 ? '\n' : ',\n'}${image}`);
      emit(file, '\n]}\n');
    },
  };
}

export const coco: Format = {
  id: 'coco',
  name: 'COCO JSON',
  shapes: ['box', 'polygon', 'mask'],
  holdsAttributes: true,
  holdsGroups: true,
  imageFolder: 'images',
  createWriter,
};
