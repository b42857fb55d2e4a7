import type { Visibility } from '../../shapes/keypoints/keypoints.ts';
import { geometryOf } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { boxFractions } from './yolo.ts';
import { createYoloWriter, fractions, yoloSplits } from './yoloWriter.ts';

const flags: Readonly<Record<Visibility, 0 | 1 | 2>> = { visible: 2, occluded: 1, unlabeled: 0 };

/**
 * Lines `class cx cy width height x1 y1 v1 x2 y2 v2 ...` (docs.ultralytics.com, "Pose estimation datasets"): the box around the
 * labeled joints, then the joints in the order of the class's skeleton. One file has one number of joints: classes with fewer
 * end in joints that are not labeled.
 */
function createWriter(header: ExportHeader, emit: Emit): FormatWriter {
  const skeletons = new Map(header.classes.map(({ id, skeleton }) => [id, skeleton?.joints ?? []]));
  const count = Math.max(1, ...[...skeletons.values()].map((joints) => joints.length));
  return createYoloWriter(
    header,
    emit,
    ({ shape, classId }, image) => {
      if (shape.kind !== 'keypoints') return null;
      const bounds = geometryOf(shape).bounds(shape);
      if (!bounds) return null;
      const placed = new Map(shape.joints.map((joint) => [joint.id, joint]));
      const joints = Array.from({ length: count }, (_, index) => {
        const joint = placed.get(skeletons.get(classId)?.[index]?.id ?? '');
        if (!joint || joint.visibility === 'unlabeled') return [0, 0, 0];
        return [...fractions([joint.x, joint.y], image), flags[joint.visibility]];
      });
      return [...boxFractions(bounds, image), ...joints.flat()];
    },
    `kpt_shape: [${count}, 3]\n`,
  );
}

export const yoloPose: Format = {
  id: 'yolo-pose',
  name: 'YOLO poses (Ultralytics)',
  shapes: ['keypoints'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: true,
  imageFolder: 'images',
  splits: yoloSplits,
  createWriter,
};
