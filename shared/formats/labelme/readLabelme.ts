import { bitmapToRuns } from '../../geometry/runs.ts';
import type { AttributeValues } from '../../model/attributes.ts';
import { maskOf } from '../../shapes/mask/maskGeometry.ts';
import { decodeBase64 } from '../read/decodeBase64.ts';
import { eachFile } from '../read/eachFile.ts';
import { asAttributes, asName, asNumber, asNumbers, asPixels, inShort, isFields } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import { wholeJson } from '../read/jsonPieces.ts';
import { namedClasses } from '../read/records.ts';
import { readPng } from '../read/readPng.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, ReadProblem, ReadShape, RecordSink, SourceTree } from '../reader.ts';

type Wrong = Pick<ReadProblem, 'code' | 'details'>;

const isLabelme = (head: string): boolean =>
  /"shapes"\s*:/.test(head) && /"(?:flags|version|imagePath)"\s*:/.test(head);

const jsonFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.json$/i.test(path) && isLabelme(tree.head(path)) ? [path] : []));

/** `[x0, y0, x1, y1, ...]`; null when a point isn't one. */
function flatPoints(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  const points = value.map((point) => asNumbers(point));
  return points.every((point) => point?.length === 2) ? points.flatMap((point) => point ?? []) : null;
}

/** A PNG whose top left pixel lies at the first point. */
function maskShape(
  mask: unknown,
  [left = 0, top = 0]: readonly number[],
  size: Fields,
  path: string,
): ReadShape | Wrong {
  const [width, height] = [asPixels(size.imageWidth), asPixels(size.imageHeight)];
  const bytes = typeof mask === 'string' ? decodeBase64(mask) : null;
  if (!bytes || width === undefined || height === undefined)
    return { code: 'label.badShape', details: { reason: 'mask' } };
  const png = readPng(path, bytes);
  const [x, y] = [Math.round(left), Math.round(top)];
  if (x < 0 || y < 0 || x + png.width > width || y + png.height > height) return { code: 'label.outside' };
  const pixels = Uint8Array.from({ length: png.width * png.height }, (_, at) =>
    png.values[at * png.channels] ? 1 : 0,
  );
  return maskOf(bitmapToRuns({ pixels, width: png.width, height: png.height }, x, y, { width, height }), {
    width,
    height,
  });
}

function shapeOf(fields: Fields, points: readonly number[], size: Fields, path: string): ReadShape | Wrong {
  const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = points;
  const kind = asName(fields.shape_type) ?? 'polygon';
  const xs = points.filter((_, at) => at % 2 === 0);
  const ys = points.filter((_, at) => at % 2 === 1);
  switch (kind) {
    case 'polygon':
      return { kind: 'polygon', rings: [points] };
    case 'rectangle': {
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      return { kind: 'box', box: [left, top, Math.max(...xs) - left, Math.max(...ys) - top] };
    }
    case 'rotation':
    case 'oriented_rectangle':
      return { kind: 'corners', points };
    case 'circle': {
      const side = 2 * Math.hypot(x1 - x0, y1 - y0);
      return { kind: 'ellipse', centre: [x0, y0], size: [side, side], angle: 0 };
    }
    case 'line':
    case 'linestrip':
      return { kind: 'polyline', points };
    case 'point':
      return { kind: 'point', point: [x0, y0] };
    case 'mask':
      return maskShape(fields.mask, points, size, path);
    default:
      return { code: 'record.unsupported', details: { what: inShort(kind) } };
  }
}

function attributesOf({ flags, attributes, description, difficult }: Fields): AttributeValues | undefined {
  const set = isFields(flags) ? Object.entries(flags).filter(([, value]) => value === true) : [];
  return asAttributes({
    ...(isFields(attributes) ? attributes : {}),
    ...Object.fromEntries(set),
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    ...(difficult === true ? { difficult } : {}),
  });
}

function readShape(
  value: unknown,
  file: Fields,
  imageRef: string,
  sink: RecordSink,
  classRef: (name: string) => string,
) {
  const place = { path: imageRef };
  if (!isFields(value))
    return sink.problem({ ...place, code: 'record.unreadable', details: { reason: inShort(value) } });
  const label = asName(value.label);
  if (label === null) return sink.problem({ ...place, code: 'record.missingField', details: { field: 'label' } });
  const points = flatPoints(value.points);
  if (!points)
    return sink.problem({
      ...place,
      code: 'record.badField',
      details: { field: 'points', value: inShort(value.points) },
    });
  const shape = shapeOf(value, points, file, imageRef);
  if ('code' in shape) return sink.problem({ ...place, ...shape });
  const attributes = attributesOf(value);
  const group = asName(value.group_id);
  const score = asNumber(value.score);
  sink.label({
    ...{ imageRef, classRef: classRef(label), shape, place },
    ...{ ...(attributes ? { attributes } : {}), ...(group === null ? {} : { group }) },
    ...(score === null ? {} : { score }),
  });
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const file = wholeJson(tree, path);
  if (!isFields(file) || !Array.isArray(file.shapes))
    throw new BrokenFile({ path, code: 'file.layout', details: { reason: '"shapes"' } });
  const classRef = namedClasses(sink);
  const [widthPx, heightPx] = [asPixels(file.imageWidth), asPixels(file.imageHeight)];
  // A file without the image's name lies beside it and has its name.
  sink.image({ ref: path, path: asName(file.imagePath) ?? path.replace(/\.json$/i, ''), widthPx, heightPx });
  for (const [name, value] of Object.entries(isFields(file.flags) ? file.flags : {}))
    if (value === true)
      sink.label({ imageRef: path, classRef: classRef(name), shape: { kind: 'whole' }, place: { path } });
  for (const shape of file.shapes) readShape(shape, file, path, sink, classRef);
}

/**
 * labelme (wkentaro/labelme, `labelme/label_file.py`) and X-AnyLabeling, which adds turned rectangles, scores and attributes. A
 * circle has its centre and a point on it; a mask is a PNG in base64 between two corners.
 */
export const labelmeReader: FormatReader = {
  recognise(tree) {
    const [first] = jsonFiles(tree);
    return first === undefined ? null : { sure: 0.9, seen: { path: first, marks: 'shapes, imagePath' } };
  },
  read: (tree, sink) => eachFile(jsonFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
