import { toImageAxes } from '../../geometry/oriented.ts';
import { bitmapToRuns } from '../../geometry/runs.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import { maskOf } from '../../shapes/mask/maskGeometry.ts';
import { asNumber, asNumbers, inShort } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import type { ReadProblem, ReadShape } from '../reader.ts';
import { unpackBrush } from './brushRle.ts';

export type Wrong = Pick<ReadProblem, 'code' | 'details'>;

const radians = (value: unknown): number => ((asNumber(value) ?? 0) * Math.PI) / 180;

/** Rectangles turn about their top left corner there. */
function rectangle(value: Fields, x: (of: unknown) => number, y: (of: unknown) => number): ReadShape {
  const [left, top, width, height] = [x(value.x), y(value.y), x(value.width), y(value.height)];
  const angle = radians(value.rotation);
  if (angle === 0) return { kind: 'box', box: [left, top, width, height] };
  const middle = toImageAxes({ centre: [left, top], size: [width, height], angle }, width / 2, height / 2);
  return { kind: 'rotatedBox', centre: [middle.x, middle.y], size: [width, height], angle };
}

function brush({ format, rle }: Fields, size: Size): ReadShape | Wrong {
  const bytes = format === 'rle' ? asNumbers(rle) : null;
  const pixels = bytes && unpackBrush(bytes, size.width * size.height);
  if (!pixels) return { code: 'label.badShape', details: { reason: 'rle' } };
  return maskOf(bitmapToRuns({ pixels, ...size }, 0, 0, size), size);
}

/**
 * The shape of a result, whose places are percent of the image.
 * @param kind `rectangle`, `ellipse`, `polygon`, `brush`, `keypoint` or `choices`
 */
export function labelStudioShape(kind: string, value: Fields, size: Size): ReadShape | Wrong {
  const x = (of: unknown): number => ((asNumber(of) ?? NaN) * size.width) / 100;
  const y = (of: unknown): number => ((asNumber(of) ?? NaN) * size.height) / 100;
  switch (kind) {
    case 'rectangle':
      return rectangle(value, x, y);
    case 'ellipse': {
      const axes = [2 * x(value.radiusX), 2 * y(value.radiusY)] as const;
      return { kind: 'ellipse', centre: [x(value.x), y(value.y)], size: axes, angle: radians(value.rotation) };
    }
    case 'polygon': {
      const points = Array.isArray(value.points) ? value.points.map((point) => asNumbers(point) ?? [NaN, NaN]) : [];
      return { kind: 'polygon', rings: [points.flatMap(([px, py]) => [x(px), y(py)])] };
    }
    case 'brush':
      return brush(value, size);
    case 'keypoint':
      return { kind: 'point', point: [x(value.x), y(value.y)] };
    case 'choices':
      return { kind: 'whole' };
    default:
      return { code: 'record.unsupported', details: { what: inShort(kind) } };
  }
}
