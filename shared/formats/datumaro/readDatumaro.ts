import type { AttributeValues } from '../../model/attributes.ts';
import { encodeCounts } from '../../geometry/cocoCounts.ts';
import type { Visibility } from '../../shapes/keypoints/keypoints.ts';
import { eachFile } from '../read/eachFile.ts';
import { asAttributes, asName, asNumber, asNumbers, asPixels, inShort, isFields } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import { jsonPieces } from '../read/jsonPieces.ts';
import { listOf, needName, recordOf } from '../read/records.ts';
import { skeletonOf } from '../read/skeletonOf.ts';
import type { FormatReader, Place, ReadProblem, ReadShape, RecordSink, SourceTree } from '../reader.ts';

type Wrong = Pick<ReadProblem, 'code' | 'details'>;
/** Names of the joints by the number of the label. */
type Joints = Map<number, readonly string[]>;

const isDatumaro = (head: string): boolean => head.includes('"categories"') && /"label"\s*:\s*\{\s*"labels"/.test(head);

const jsonFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.json$/i.test(path) && isDatumaro(tree.head(path)) ? [path] : []));

function readCategories(categories: Fields, prefix: string, sink: RecordSink): Joints {
  const joints: Joints = new Map();
  const edges = new Map<number, [number, number][]>();
  for (const { label_id: id, labels, joints: pairs } of listOf(
    isFields(categories.points) ? categories.points.items : [],
  )) {
    const number = asNumber(id);
    if (number === null || !Array.isArray(labels)) continue;
    joints.set(
      number,
      labels.map((label) => asName(label) ?? ''),
    );
    const read = (Array.isArray(pairs) ? pairs : []).map((pair) => asNumbers(pair) ?? []);
    edges.set(
      number,
      read.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a - 1, b - 1] as [number, number]])),
    );
  }
  for (const [number, label] of listOf(isFields(categories.label) ? categories.label.labels : []).entries()) {
    const name = asName(label.name);
    if (name === null) continue;
    const names = joints.get(number);
    const skeleton = names ? skeletonOf(names, edges.get(number) ?? []) : null;
    if (!skeleton) joints.delete(number);
    sink.class({ ref: `${prefix}${number}`, name, ...(skeleton ? { skeleton } : {}) });
  }
  return joints;
}

const visibilities: readonly Visibility[] = ['unlabeled', 'occluded', 'visible'];

function pointShapes(annotation: Fields, names: readonly string[] | undefined): readonly ReadShape[] {
  const points = asNumbers(annotation.points) ?? [NaN];
  const flags = asNumbers(annotation.visibility) ?? [];
  const places = Array.from({ length: points.length / 2 }, (_, at) => ({
    x: points[2 * at] as number,
    y: points[2 * at + 1] as number,
    visibility: visibilities[flags[at] ?? 2] ?? 'visible',
  }));
  if (names?.length === places.length)
    return [{ kind: 'keypoints', joints: places.map((place, at) => ({ id: names[at] as string, ...place })) }];
  return places
    .filter(({ visibility }) => visibility !== 'unlabeled')
    .map(({ x, y }) => ({ kind: 'point', point: [x, y] }));
}

function shapesOf(annotation: Fields, names: readonly string[] | undefined): readonly (ReadShape | Wrong)[] {
  const points = asNumbers(annotation.points) ?? [NaN, NaN, NaN, NaN];
  switch (annotation.type) {
    case 'label':
      return [{ kind: 'whole' }];
    case 'bbox': {
      const [x = NaN, y = NaN, width = NaN, height = NaN] = asNumbers(annotation.bbox) ?? [];
      return [{ kind: 'box', box: [x, y, width, height] }];
    }
    case 'polygon':
      return [{ kind: 'polygon', rings: [points] }];
    case 'polyline':
      return [{ kind: 'polyline', points }];
    case 'ellipse': {
      const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = points;
      return [{ kind: 'ellipse', centre: [(x0 + x1) / 2, (y0 + y1) / 2], size: [x1 - x0, y1 - y0], angle: 0 }];
    }
    case 'points':
      return pointShapes(annotation, names);
    case 'mask': {
      const rle = isFields(annotation.rle) ? annotation.rle : {};
      const [height = NaN, width = NaN] = asNumbers(rle.size) ?? [];
      const counts = typeof rle.counts === 'string' ? rle.counts : encodeCounts(asNumbers(rle.counts) ?? []);
      return [{ kind: 'mask', size: [height, width], counts }];
    }
    default:
      return [{ code: 'record.unsupported', details: { what: inShort(annotation.type) } }];
  }
}

/** A score is an attribute there. */
function splitScore(attributes: AttributeValues | undefined): { attributes?: AttributeValues; score?: number } {
  if (typeof attributes?.score !== 'number') return attributes ? { attributes } : {};
  const { score, ...others } = attributes;
  return Object.keys(others).length > 0 ? { score, attributes: others } : { score };
}

/** Its file is called like its subset, which Datumaro lets be anything. */
const subsetOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/i, '');

function readItem(item: Fields, place: Place, prefix: string, joints: Joints, sink: RecordSink): void {
  const id = needName(item, 'id', place, sink);
  if (id === null) return;
  const imageRef = prefix + id;
  const image = isFields(item.image) ? item.image : {};
  const [heightPx, widthPx] = Array.isArray(image.size) ? image.size.map(asPixels) : [];
  const split = subsetOf(place.path);
  sink.image({ ref: imageRef, path: asName(image.path) || id, widthPx, heightPx, split });
  for (const [at, annotation] of listOf(item.annotations).entries()) {
    // Datumaro knows annotations without a label; a label of ours has a class.
    const label = needName(annotation, 'label_id', place, sink);
    if (label === null) continue;
    const group = asNumber(annotation.group) || null;
    const shapes = shapesOf(annotation, joints.get(Number(label)));
    const own = shapes.length > 1 ? `annotation ${at}` : undefined;
    for (const shape of shapes) {
      if ('code' in shape) sink.problem({ ...place, ...shape });
      else
        sink.label({
          ...{ imageRef, classRef: prefix + label, shape, place, ...splitScore(asAttributes(annotation.attributes)) },
          group: group === null ? own : String(group),
        });
    }
  }
}

function readOne(tree: SourceTree, path: string, prefix: string, sink: RecordSink): void {
  let joints: Joints = new Map();
  for (const piece of jsonPieces(tree, path, (key) =>
    key === 'categories' ? 'whole' : key === 'items' ? 'pieces' : 'skip',
  )) {
    const record = recordOf(piece, sink);
    if (!record) continue;
    if (piece.key === 'categories') joints = readCategories(record, prefix, sink);
    else readItem(record, piece.place, prefix, joints, sink);
  }
}

/** Datumaro's own JSON (open-edge-platform/datumaro, `plugins/data_formats/datumaro`): classes before items, a file for each subset. */
export const datumaroReader: FormatReader = {
  recognise(tree) {
    const [first] = jsonFiles(tree);
    return first === undefined ? null : { sure: 0.95, seen: { path: first, marks: 'categories.label.labels, items' } };
  },
  read(tree, sink) {
    const files = jsonFiles(tree);
    eachFile(files, sink, (path) => readOne(tree, path, `${files.indexOf(path)}:`, sink));
  },
};
