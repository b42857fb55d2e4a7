import { encodeCounts } from '../../geometry/cocoCounts.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { LabelClass } from '../../model/labelClass.ts';
import type { KeypointsShape, Visibility } from '../../shapes/keypoints/keypoints.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNumbers } from '../parts/classNames.ts';
import { groupNumbers } from '../parts/groupNumbers.ts';
import { jsonList } from '../parts/jsonList.ts';
import { perSplit } from '../parts/perSplit.ts';
import { pixelRuns } from '../parts/pixelMask.ts';
import { datumaroReader } from './readDatumaro.ts';

/** Points.Visibility of Datumaro: absent, hidden, visible. */
const flags: Readonly<Record<Visibility, 0 | 1 | 2>> = { visible: 2, occluded: 1, unlabeled: 0 };

function joints({ joints: placed }: KeypointsShape, labelClass: LabelClass | undefined): Record<string, unknown> {
  const byId = new Map(placed.map((joint) => [joint.id, joint]));
  const all = (labelClass?.skeleton?.joints ?? []).map(
    ({ id }) => byId.get(id) ?? ({ x: 0, y: 0, visibility: 'unlabeled' } as const),
  );
  return {
    type: 'points',
    points: all.flatMap(({ x, y }) => [x, y]),
    visibility: all.map(({ visibility }) => flags[visibility]),
  };
}

/** Type and place; null where Datumaro has no such annotation. */
function place(shape: Shape, image: Size, labelClass: LabelClass | undefined): Record<string, unknown> | null {
  const runs = pixelRuns(shape, image);
  if (runs) return { type: 'mask', rle: { counts: encodeCounts(runs), size: [image.height, image.width] } };
  if (shape.kind === 'box') return { type: 'bbox', bbox: shape.box };
  if (shape.kind === 'polygon') return { type: 'polygon', points: shape.rings[0] };
  if (shape.kind === 'polyline') return { type: 'polyline', points: shape.points };
  if (shape.kind === 'point') return { type: 'points', points: shape.point, visibility: [2] };
  if (shape.kind === 'keypoints') return joints(shape, labelClass);
  return shape.kind === 'whole' ? { type: 'label' } : null;
}

/**
 * Datumaro's own JSON (open-edge-platform/datumaro, `plugins/data_formats/datumaro`): `annotations/default.json`, or a file a split, pixels
 * with real numbers. A polygon with holes is written as a mask, because its polygons have none.
 */
function createOne({ classes }: ExportHeader, emit: Emit, file: string): FormatWriter {
  const numberOf = classNumbers(classes, 0);
  const byId = new Map(classes.map((labelClass) => [labelClass.id, labelClass]));
  const skeletons = classes.flatMap(({ id, skeleton }) => {
    if (!skeleton) return [];
    const at = new Map(skeleton.joints.map((joint, index) => [joint.id, index + 1]));
    return {
      label_id: numberOf(id),
      labels: skeleton.joints.map(({ name }) => name),
      joints: skeleton.edges.map((edge) => edge.map((joint) => at.get(joint))),
    };
  });
  const categories = {
    label: {
      labels: classes.map(({ name, attributes = [] }) => ({
        ...{ name, parent: '', attributes: attributes.map((asked) => asked.name) },
      })),
      attributes: [],
    },
    ...(skeletons.length > 0 ? { points: { items: skeletons } } : {}),
  };
  const list = jsonList(emit, file, {
    before: `{"info":{},"categories":${JSON.stringify(categories)},"items":`,
    after: '}',
  });
  return {
    item({ imagePath, stem, widthPx, heightPx, labels }) {
      const groupOf = groupNumbers();
      const image = { width: widthPx, height: heightPx };
      const annotations = labels.flatMap(({ classId, shape, attributes, groupId, score }, index) => {
        const made = place(shape, image, byId.get(classId));
        if (!made) return [];
        const said = score === null ? { ...attributes } : { ...attributes, score };
        const common = { id: index, label_id: numberOf(classId), attributes: said, group: groupOf(groupId) ?? 0 };
        return { ...common, z_order: index, ...made };
      });
      list.add({ id: stem, annotations, image: { path: imagePath, size: [heightPx, widthPx] } });
    },
    finish: () => list.end(),
  };
}

const createWriter = (header: ExportHeader, emit: Emit): FormatWriter =>
  perSplit((split) => createOne(header, emit, `annotations/${split ?? 'default'}.json`));

export const datumaro: Format = {
  id: 'datumaro',
  name: 'Datumaro JSON',
  shapes: ['box', 'polygon', 'mask', 'polyline', 'point', 'keypoints', 'whole'],
  holdsAttributes: true,
  holdsGroups: true,
  holdsHoles: true,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images/default',
  splits: { imageFolder: (split) => `images/${split}` },
  createWriter,
  reader: datumaroReader,
};
