import { bitmapRuns, runsToBitmap } from '../../geometry/bitmaps.ts';
import { toImageAxes } from '../../geometry/oriented.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import type { Emit, ExportHeader, ExportLabel, Format, FormatWriter } from '../format.ts';
import { classNames } from '../parts/classNames.ts';
import { jsonList } from '../parts/jsonList.ts';
import { pixelRuns } from '../parts/pixelMask.ts';
import { xmlAttributes } from '../parts/xmlText.ts';
import { packBrush } from './brushRle.ts';

/** A kind of Label Studio's results, which is the name of its control in the labeling configuration, too. */
type Kind = 'rectanglelabels' | 'ellipselabels' | 'polygonlabels' | 'brushlabels' | 'keypointlabels' | 'choices';

const controls: readonly (readonly [kind: Kind, tag: string, item: 'Label' | 'Choice'])[] = [
  ['rectanglelabels', 'RectangleLabels', 'Label'],
  ['ellipselabels', 'EllipseLabels', 'Label'],
  ['polygonlabels', 'PolygonLabels', 'Label'],
  ['brushlabels', 'BrushLabels', 'Label'],
  ['keypointlabels', 'KeyPointLabels', 'Label'],
  ['choices', 'Choices', 'Choice'],
];

const degrees = (angle: number): number => ((((angle * 180) / Math.PI) % 360) + 360) % 360;

/** Kind and value, in percent of the image; null where Label Studio has no such shape. */
function toResult(shape: Shape, image: Size): { readonly kind: Kind; readonly value: Record<string, unknown> } | null {
  const x = (value: number): number => (value / image.width) * 100;
  const y = (value: number): number => (value / image.height) * 100;
  if (shape.kind === 'box') {
    const [left, top, width, height] = shape.box;
    const value = { x: x(left), y: y(top), width: x(width), height: y(height), rotation: 0 };
    return { kind: 'rectanglelabels', value };
  }
  if (shape.kind === 'rotatedBox') {
    // Turned about its top left corner there.
    const { size, angle } = shape;
    const corner = toImageAxes(shape, -size[0] / 2, -size[1] / 2);
    const place = { x: x(corner.x), y: y(corner.y), width: x(size[0]), height: y(size[1]) };
    return { kind: 'rectanglelabels', value: { ...place, rotation: degrees(angle) } };
  }
  if (shape.kind === 'ellipse') {
    const { centre, size, angle } = shape;
    const place = { x: x(centre[0]), y: y(centre[1]), radiusX: x(size[0] / 2), radiusY: y(size[1] / 2) };
    return { kind: 'ellipselabels', value: { ...place, rotation: degrees(angle) } };
  }
  const runs = pixelRuns(shape, image);
  if (runs) {
    const pixels = runsToBitmap(runs, image.height, [0, 0, image.width, image.height]);
    return { kind: 'brushlabels', value: { format: 'rle', rle: [...packBrush(bitmapRuns(pixels))] } };
  }
  if (shape.kind === 'polygon') {
    const outer = shape.rings[0] ?? [];
    const points = Array.from({ length: outer.length / 2 }, (_, index) => [
      x(outer[2 * index] as number),
      y(outer[2 * index + 1] as number),
    ]);
    return { kind: 'polygonlabels', value: { points, closed: true } };
  }
  if (shape.kind === 'point')
    return { kind: 'keypointlabels', value: { x: x(shape.point[0]), y: y(shape.point[1]), width: 0.5 } };
  return shape.kind === 'whole' ? { kind: 'choices', value: {} } : null;
}

function configXml(classes: ExportHeader['classes']): string {
  const lists = controls.map(([kind, tag, item]) => {
    const values = classes.map(({ name }) => `    <${item}${xmlAttributes({ value: name })}/>\n`).join('');
    return `  <${tag}${xmlAttributes({ name: kind, toName: 'image' })}>\n${values}  </${tag}>\n`;
  });
  return `<View>\n  <Image name="image" value="$image"/>\n${lists.join('')}</View>\n`;
}

/**
 * Label Studio's JSON (labelstud.io, "Label Studio JSON format of annotated tasks"): a list of tasks, places in percent of the image,
 * and the labeling configuration that fits them. Labels are an annotation of the task, those with a score a prediction.
 * Rectangles turn about their top left corner, in degrees clockwise. A polygon with holes is a brush stroke, which is pixels.
 */
function createWriter({ classes, projectName }: ExportHeader, emit: Emit): FormatWriter {
  const nameOf = classNames(classes);
  emit('label_config.xml', configXml(classes));
  const list = jsonList(emit, 'tasks.json');
  return {
    item({ id, imagePath, widthPx, heightPx, labels }) {
      const results = (wanted: readonly ExportLabel[]): Record<string, unknown>[] =>
        wanted.flatMap(({ classId, shape, score }, index) => {
          const made = toResult(shape, { width: widthPx, height: heightPx });
          if (!made) return [];
          const { kind, value } = made;
          return {
            id: `${id}-${index}`,
            ...{ from_name: kind, to_name: 'image', type: kind, image_rotation: 0 },
            ...{ original_width: widthPx, original_height: heightPx },
            value: { ...value, [kind]: [nameOf(classId)] },
            ...(score === null ? {} : { score }),
          };
        });
      const [made, predicted] = [
        labels.filter((one) => one.score === null),
        labels.filter((one) => one.score !== null),
      ];
      const isPredicted = predicted.length > 0;
      list.add({
        id,
        data: { image: imagePath },
        annotations: isPredicted && made.length === 0 ? [] : [{ result: results(made) }],
        predictions: isPredicted ? [{ model_version: projectName, result: results(predicted) }] : [],
      });
    },
    finish: () => list.end(),
  };
}

export const labelStudio: Format = {
  id: 'labelstudio',
  name: 'Label Studio JSON',
  shapes: ['box', 'rotatedBox', 'ellipse', 'polygon', 'mask', 'point', 'whole'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: true,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: 'images',
  createWriter,
};
