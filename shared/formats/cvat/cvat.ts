import type { Size } from '../../geometry/viewTransform.ts';
import type { AttributeKind, AttributeValues } from '../../model/attributes.ts';
import type { LabelClass } from '../../model/labelClass.ts';
import type { KeypointsShape } from '../../shapes/keypoints/keypoints.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, ExportLabel, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';
import { groupNumbers } from '../parts/groupNumbers.ts';
import { pixelRuns, tightRowRuns } from '../parts/pixelMask.ts';
import { xmlAttributes, xmlText } from '../parts/xmlText.ts';

const file = 'annotations.xml';

const inputTypes: Readonly<Record<AttributeKind, string>> = {
  text: 'text',
  number: 'number',
  choice: 'select',
  checkbox: 'checkbox',
};

function labelXml({ name, attributes = [], skeleton }: LabelClass): string {
  const asked = attributes.map(
    ({ name: of, kind, options, default: preset }) =>
      `          <attribute><name>${xmlText(of)}</name><mutable>False</mutable><input_type>${inputTypes[kind]}</input_type>` +
      `<default_value>${xmlText(String(preset ?? ''))}</default_value><values>${xmlText(options.join('\n'))}</values></attribute>\n`,
  );
  const joints = (skeleton?.joints ?? []).map(
    (joint) =>
      `        <label><name>${xmlText(joint.name)}</name><type>points</type><attributes></attributes>` +
      `<parent>${xmlText(name)}</parent></label>\n`,
  );
  const own =
    `        <label>\n          <name>${xmlText(name)}</name>\n          <type>${skeleton ? 'skeleton' : 'any'}</type>\n` +
    `          <attributes>\n${asked.join('')}          </attributes>\n        </label>\n`;
  return own + joints.join('');
}

const pointList = (flat: readonly number[]): string =>
  Array.from({ length: flat.length / 2 }, (_, index) => `${flat[2 * index]},${flat[2 * index + 1]}`).join(';');

const degrees = (angle: number): number => ((((angle * 180) / Math.PI) % 360) + 360) % 360;

/** The element of a shape and what says where it is; null where CVAT has no such shape, or nothing of it is there. */
function place(
  shape: Shape,
  image: Size,
): { readonly element: string; readonly where: Record<string, string | number> } | null {
  if (shape.kind === 'box') {
    const [x, y, width, height] = shape.box;
    return { element: 'box', where: { xtl: x, ytl: y, xbr: x + width, ybr: y + height } };
  }
  if (shape.kind === 'rotatedBox') {
    const { centre, size, angle } = shape;
    const [left, top] = [centre[0] - size[0] / 2, centre[1] - size[1] / 2];
    const where = { xtl: left, ytl: top, xbr: left + size[0], ybr: top + size[1], rotation: degrees(angle) };
    return { element: 'box', where };
  }
  if (shape.kind === 'ellipse') {
    const { centre, size, angle } = shape;
    const where = { cx: centre[0], cy: centre[1], rx: size[0] / 2, ry: size[1] / 2, rotation: degrees(angle) };
    return { element: 'ellipse', where };
  }
  const runs = pixelRuns(shape, image);
  if (runs) {
    const tight = tightRowRuns(runs, image);
    if (!tight) return null;
    const [left, top, width, height] = tight.box;
    return { element: 'mask', where: { rle: tight.rowRuns.join(', '), left, top, width, height } };
  }
  if (shape.kind === 'polygon') return { element: 'polygon', where: { points: pointList(shape.rings[0] ?? []) } };
  if (shape.kind === 'polyline') return { element: 'polyline', where: { points: pointList(shape.points) } };
  return shape.kind === 'point' ? { element: 'points', where: { points: pointList(shape.point) } } : null;
}

const values = (attributes: AttributeValues = {}): string =>
  Object.entries(attributes)
    .map(([name, value]) => `      <attribute name="${xmlText(name)}">${xmlText(String(value))}</attribute>\n`)
    .join('');

/** Joints by the names of the class's skeleton; those that the class hasn't are not written. */
function jointsXml({ joints }: KeypointsShape, labelClass: LabelClass | undefined): string {
  const placed = new Map(joints.map((joint) => [joint.id, joint]));
  return (labelClass?.skeleton?.joints ?? [])
    .map(({ id, name }) => {
      const { x, y, visibility } = placed.get(id) ?? { x: 0, y: 0, visibility: 'unlabeled' };
      const flags = { outside: visibility === 'unlabeled' ? 1 : 0, occluded: visibility === 'occluded' ? 1 : 0 };
      return `      <points${xmlAttributes({ label: name, ...flags, source: 'manual', points: `${x},${y}` })}></points>\n`;
    })
    .join('');
}

/**
 * CVAT for images 1.1 (docs.cvat.ai, "XML annotation format"): one XML file, pixels with real numbers, degrees clockwise.
 * A polygon with holes is written as a mask, because CVAT's polygons have none; masks are the runs of the rows of their
 * tight box. Group numbers count from 1 in each image, 0 is none.
 */
function createWriter({ classes, projectName, createdAt }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  const byId = new Map(classes.map((labelClass) => [labelClass.id, labelClass]));
  emit(
    file,
    `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <task>\n` +
      `      <name>${xmlText(projectName)}</name>\n      <mode>annotation</mode>\n      <created>${createdAt}</created>\n` +
      `      <z_order>True</z_order>\n      <labels>\n${classes.map(labelXml).join('')}      </labels>\n    </task>\n  </meta>\n`,
  );
  let count = 0;
  return {
    item({ imagePath, widthPx, heightPx, labels }) {
      const numberOf = groupNumbers();
      const labelLines = ({ classId, shape, attributes, groupId }: ExportLabel, order: number): string => {
        const label = nameOf(classId);
        if (shape.kind === 'whole')
          return `    <tag${xmlAttributes({ label, source: 'manual' })}>\n${values(attributes)}    </tag>\n`;
        const common = { label, source: 'manual', occluded: 0, z_order: order, group_id: numberOf(groupId) ?? 0 };
        if (shape.kind === 'keypoints')
          return `    <skeleton${xmlAttributes(common)}>\n${jointsXml(shape, byId.get(classId))}${values(attributes)}    </skeleton>\n`;
        const made = place(shape, { width: widthPx, height: heightPx });
        if (!made) return '';
        const { element, where } = made;
        return `    <${element}${xmlAttributes({ ...common, ...where })}>\n${values(attributes)}    </${element}>\n`;
      };
      emit(
        file,
        `  <image${xmlAttributes({ id: count, name: imagePath, width: widthPx, height: heightPx })}>\n` +
          `${labels.map(labelLines).join('')}  </image>\n`,
      );
      count += 1;
    },
    finish: () => emit(file, '</annotations>\n'),
  };
}

export const cvat: Format = {
  id: 'cvat',
  name: 'CVAT for images 1.1',
  shapes: ['box', 'rotatedBox', 'ellipse', 'polygon', 'mask', 'polyline', 'point', 'keypoints', 'whole'],
  holdsAttributes: true,
  holdsGroups: true,
  holdsHoles: true,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  createWriter,
};
