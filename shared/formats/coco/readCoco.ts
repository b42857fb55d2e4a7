import type { AttributeValues } from '../../model/attributes.ts';
import { eachFile } from '../read/eachFile.ts';
import { asAttributes, asName, asNumbers, asPixels, isFields } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import { jsonPieces } from '../read/jsonPieces.ts';
import type { JsonPiece } from '../read/jsonPieces.ts';
import { needName, recordOf } from '../read/records.ts';
import { skeletonOf } from '../read/skeletonOf.ts';
import { splitInPath } from '../read/splitName.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';
import { isWrong, scoreOf, shapesOf } from './cocoShapes.ts';

/** `dataset`: images, categories and annotations; `results`: a list of what a model found, which names images by number only. */
type Kind = 'dataset' | 'results' | null;

/** Lists of a dataset, and what their records have. */
const listMarks = {
  categories: ['id', 'name'],
  annotations: ['image_id', 'category_id'],
  images: ['id', 'file_name'],
} as const;
const listNames = ['categories', 'annotations', 'images'] as const;

/** Those that begin in the head of a file. */
const listsIn = (head: string): (keyof typeof listMarks)[] =>
  listNames.filter((name) => new RegExp(`"${name}"\\s*:\\s*\\[`).test(head));

function kindOf(head: string): Kind {
  const has = (...names: readonly string[]): boolean => names.every((name) => head.includes(`"${name}"`));
  if (/^\s*\[/.test(head)) return has('image_id', 'category_id') ? 'results' : null;
  if (has('segments_info')) return null;
  const lists = listsIn(head);
  if (lists.length >= 2) return 'dataset';
  // In a large file the first list reaches beyond the head, and its records have to tell.
  const [first] = lists;
  return first !== undefined && has(...listMarks[first]) ? 'dataset' : null;
}

const jsonFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.json$/i.test(path) ? [path] : []));

/** `annotations/instances_train2017.json` is about the images of `train2017`. */
function partOf(path: string): string {
  const part = /(?:^|\/)(?:instances|person_keypoints|stuff|labels|image_info)_([^/]+)\.json$/i.exec(path)?.[1];
  return part ?? '';
}

/** What the annotations of one file need to know of what came before them. */
interface Scope {
  /** Before every number of the file, so that the numbers of two files don't meet. */
  readonly prefix: string;
  /** The folder that images of the same name in several parts of a data set would be in: `train2017/`, or nothing. */
  readonly folder: string;
  readonly split: string | undefined;
  readonly joints: Map<string, readonly string[]>;
}

function scopeOf(path: string, prefix: string): Scope {
  const part = partOf(path);
  // Roboflow has `train/_annotations.coco.json`, others `train.json`.
  const split = part === '' ? splitInPath(path) : part;
  return { prefix, folder: part === '' ? '' : `${part}/`, split, joints: new Map() };
}

function readCategory(piece: JsonPiece, { prefix, joints }: Scope, sink: RecordSink): void {
  const fields = recordOf(piece, sink);
  const id = fields && needName(fields, 'id', piece.place, sink);
  const name = fields && id !== null && needName(fields, 'name', piece.place, sink);
  if (!fields || id === null || typeof name !== 'string') return;
  const names = Array.isArray(fields.keypoints) ? fields.keypoints.map((joint) => asName(joint) ?? '') : [];
  const edges = (Array.isArray(fields.skeleton) ? fields.skeleton : []).flatMap((edge): [number, number][] => {
    const [from, to] = asNumbers(edge) ?? [];
    return from === undefined || to === undefined ? [] : [[from - 1, to - 1]];
  });
  const skeleton = names.length > 0 ? skeletonOf(names, edges) : null;
  if (skeleton) joints.set(id, names);
  else if (names.length > 0)
    sink.problem({ ...piece.place, code: 'record.badField', details: { field: 'skeleton', value: name } });
  sink.class({ ref: prefix + id, name, ...(skeleton ? { skeleton } : {}) });
}

function readImage(piece: JsonPiece, { prefix, folder, split }: Scope, sink: RecordSink): void {
  const fields = recordOf(piece, sink);
  const id = fields && needName(fields, 'id', piece.place, sink);
  const path = fields && id !== null && needName(fields, 'file_name', piece.place, sink);
  if (!fields || id === null || typeof path !== 'string') return;
  const place = /[\\/]/.test(path) ? path : folder + path;
  const [widthPx, heightPx] = [asPixels(fields.width), asPixels(fields.height)];
  sink.image({ ref: prefix + id, path: place, widthPx, heightPx, split });
}

function attributesOf({ attributes, iscrowd }: Fields): AttributeValues | undefined {
  const values = asAttributes(attributes);
  return iscrowd === 1 || iscrowd === true ? { ...values, iscrowd: true } : values;
}

/** @returns the image's number, when it is one that can be looked for */
function readAnnotation(piece: JsonPiece, { prefix, joints }: Scope, sink: RecordSink): void {
  const { place, at } = piece;
  const fields = recordOf(piece, sink);
  const image = fields && needName(fields, 'image_id', place, sink);
  const category = fields && image !== null && needName(fields, 'category_id', place, sink);
  if (!fields || image === null || typeof category !== 'string') return;
  const shapes = shapesOf(fields, joints.get(category) ?? []);
  if (shapes.length === 0) sink.problem({ ...place, code: 'record.missingField', details: { field: 'bbox' } });
  const ownGroup = asName(fields.group_id);
  const group = ownGroup ?? (shapes.length > 1 ? `annotation ${asName(fields.id) ?? String(at)}` : undefined);
  const attributes = attributesOf(fields);
  const score = scoreOf(fields);
  for (const shape of shapes) {
    if (isWrong(shape)) sink.problem({ ...place, ...shape });
    else sink.label({ imageRef: prefix + image, classRef: prefix + category, shape, place, attributes, group, score });
  }
}

function readDataset(tree: SourceTree, path: string, scope: Scope, sink: RecordSink): void {
  for (const piece of jsonPieces(tree, path, (key) =>
    key === 'images' || key === 'categories' || key === 'annotations' ? 'pieces' : 'skip',
  )) {
    if (piece.key === 'images') readImage(piece, scope, sink);
    else if (piece.key === 'categories') readCategory(piece, scope, sink);
    else readAnnotation(piece, scope, sink);
  }
}

/** Numbers are all there is: an image is looked for by its number as a name, a class is called by it. */
function readResults(tree: SourceTree, path: string, scope: Scope, isAlone: boolean, sink: RecordSink): void {
  const declared = new Set<string>();
  const once = (kind: string, id: string, declare: () => void): void => {
    if (declared.has(`${kind} ${id}`)) return;
    declared.add(`${kind} ${id}`);
    declare();
  };
  for (const piece of jsonPieces(tree, path, () => 'skip')) {
    if (isAlone && isFields(piece.value)) {
      const [image, category] = [asName(piece.value.image_id), asName(piece.value.category_id)];
      if (image !== null) once('image', image, () => sink.image({ ref: scope.prefix + image, path: image }));
      if (category !== null)
        once('class', category, () => sink.class({ ref: scope.prefix + category, name: category }));
    }
    readAnnotation(piece, scope, sink);
  }
}

/**
 * COCO (cocodataset.org, "Data format" and "Results format"): object detection, segmentation and keypoints. Boxes are
 * `[x, y, width, height]` in pixels from the top left corner, as ours. An object of several polygons, or of an outline and keypoints,
 * becomes several labels of one group. `iscrowd` becomes an attribute. Results beside a data set have its numbers.
 */
export const cocoReader: FormatReader = {
  recognise(tree) {
    const found = jsonFiles(tree).flatMap((path) => {
      const kind = kindOf(tree.head(path));
      return kind ? [{ path, kind }] : [];
    });
    const [first] = found;
    if (!first) return null;
    const marks =
      first.kind === 'dataset' ? listsIn(tree.head(first.path)).slice(0, 2).join(', ') : 'image_id, category_id';
    return { sure: 0.9, seen: { path: first.path, marks } };
  },
  read(tree, sink) {
    const files = jsonFiles(tree).map((path) => ({ path, kind: kindOf(tree.head(path)) }));
    const datasets = files.flatMap(({ path, kind }) => (kind === 'dataset' ? [path] : []));
    const results = files.flatMap(({ path, kind }) => (kind === 'results' ? [path] : []));
    const scopes = new Map<string, Scope>(datasets.map((path, at) => [path, scopeOf(path, `${at}:`)]));
    const isAlone = datasets.length === 0;
    const shared: Scope = scopes.get(datasets[0] ?? '') ?? scopeOf('', '');
    eachFile([...datasets, ...results], sink, (path) => {
      const own = scopes.get(path);
      if (own) readDataset(tree, path, own, sink);
      else readResults(tree, path, shared, isAlone, sink);
    });
  },
};
