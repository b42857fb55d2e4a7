import { ringsToRuns } from '../../geometry/runs.ts';
import type { ClassId, GroupId } from '../../model/ids.ts';
import { geometryOf } from '../../shapes/shapeRegistry.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { KeypointsShape, Visibility } from '../../shapes/keypoints/keypoints.ts';
import type { Split } from '../../model/split.ts';
import type { Skeleton } from '../../model/skeleton.ts';
import type { Emit, ExportHeader, Format, FormatWriter, Join } from '../format.ts';
import { perSplit } from '../parts/perSplit.ts';
import { cocoReader } from './readCoco.ts';

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

const flags: Readonly<Record<Visibility, 0 | 1 | 2>> = { visible: 2, occluded: 1, unlabeled: 0 };

/** `[x1, y1, v1, ...]` in the order of the class's skeleton; what isn't labeled is `0, 0, 0`. */
function keypoints({ joints }: KeypointsShape, skeleton: Skeleton | undefined) {
  const byId = new Map(joints.map((joint) => [joint.id, joint]));
  const triples = (skeleton?.joints ?? []).map(({ id }) => {
    const { x, y, visibility } = byId.get(id) ?? { x: 0, y: 0, visibility: 'unlabeled' };
    return visibility === 'unlabeled' ? [0, 0, 0] : [x, y, flags[visibility]];
  });
  return { keypoints: triples.flat(), num_keypoints: triples.filter(([, , flag]) => flag !== 0).length };
}

/** The edges as pairs of joints counted from 1, as COCO's own files have them. */
function category({ joints, edges }: Skeleton) {
  const numbers = new Map(joints.map(({ id }, index) => [id, index + 1]));
  return {
    keypoints: joints.map(({ name }) => name),
    skeleton: edges.map((edge) => edge.map((id) => numbers.get(id))),
  };
}

/**
 * COCO object and keypoint detection (cocodataset.org, "Data format"): one JSON file. Boxes are `[x, y, width, height]` in pixels, the
 * same as ours, written without rounding. Category ids count from 1 in class order. Predictions carry a `score`, labels their
 * `attributes` by name, as CVAT writes and reads them, and what belongs together the same `group_id`, counted from 1 in each image,
 * as labelme has it.
 * Keypoints have the box around their labeled joints, and its area, because no outline of theirs is known.
 * By split there is `annotations/instances_train.json` and so on, whose images are named as they lie in `images/train`: loaders take a folder and a file.
 * Annotations are written as they come; the lines of the images wait in a file of their own for the end.
 */
function createOne(
  { projectName, classes, createdAt }: ExportHeader,
  emit: Emit,
  join: Join,
  split: Split | null,
): FormatWriter {
  const file = split === null ? 'annotations.json' : `annotations/instances_${split}.json`;
  const imageLines = `${file}.images.part`;
  const imageFolder = split === null ? '' : `images/${split}/`;
  const categoryIds = new Map<ClassId, number>(classes.map(({ id }, index) => [id, index + 1]));
  const categories = classes.map(({ name, skeleton }, index) => ({
    ...{ id: index + 1, name, supercategory: '' },
    ...(skeleton ? category(skeleton) : {}),
  }));
  const skeletons = new Map(classes.map(({ id, skeleton }) => [id, skeleton]));
  const info = { description: projectName, version: '1.0', date_created: createdAt };
  emit(
    file,
    `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(categories)},"annotations":[`,
  );
  let [images, count] = [0, 0];
  return {
    item({ id, imagePath, widthPx, heightPx, labels }) {
      const name = imagePath.startsWith(imageFolder) ? imagePath.slice(imageFolder.length) : imagePath;
      const image = JSON.stringify({ id, file_name: name, width: widthPx, height: heightPx });
      emit(imageLines, `${images === 0 ? '\n' : ',\n'}${image}`);
      images += 1;
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
          ...(shape.kind === 'keypoints' ? keypoints(shape, skeletons.get(classId)) : {}),
          ...(score === null ? {} : { score }),
          ...(attributes ? { attributes } : {}),
          ...(groupId === undefined ? {} : { group_id: groups.get(groupId) }),
        };
        emit(file, `${count === 1 ? '\n' : ',\n'}${JSON.stringify(annotation)}`);
      }
    },
    finish() {
      emit(file, '\n],"images":[');
      if (images > 0) join(file, imageLines);
      emit(file, '\n]}\n');
    },
  };
}

const createWriter = (header: ExportHeader, emit: Emit, join: Join): FormatWriter =>
  perSplit((split) => createOne(header, emit, join, split));

export const coco: Format = {
  id: 'coco',
  name: 'COCO JSON',
  shapes: ['box', 'polygon', 'mask', 'keypoints'],
  holdsAttributes: true,
  holdsGroups: true,
  holdsHoles: true,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  splits: { imageFolder: (split) => `images/${split}` },
  createWriter,
  reader: cocoReader,
};
