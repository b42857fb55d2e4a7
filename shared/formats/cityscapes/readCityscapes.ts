import { eachFile } from '../read/eachFile.ts';
import { asName, asNumber, asNumbers, asPixels, isFields } from '../read/fields.ts';
import { wholeJson } from '../read/jsonPieces.ts';
import { mapMasks } from '../read/mapLabels.ts';
import { listOf, namedClasses } from '../read/records.ts';
import { readPng } from '../read/readPng.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';
import { cityscapesLabels } from './labels.ts';

type Kind = 'instanceIds' | 'labelIds' | 'polygons';

/** The surest first: of each image one file is read. Colours say no more than the numbers. */
const kinds: readonly Kind[] = ['instanceIds', 'labelIds', 'polygons'];
const name = /^(.*)_gt(?:Fine|Coarse)_(instanceIds|labelIds|polygons)\.(?:png|json)$/;

/** By image, in path order: the file to read. */
function filesOf(tree: SourceTree): Map<string, { readonly path: string; readonly kind: Kind }> {
  const found = new Map<string, { path: string; kind: Kind }>();
  for (const { path } of tree.files) {
    const [, image, text] = name.exec(path) ?? [];
    const kind = kinds.find((one) => one === text);
    if (image === undefined || !kind) continue;
    const before = found.get(image);
    if (!before || kinds.indexOf(kind) < kinds.indexOf(before.kind)) found.set(image, { path, kind });
  }
  return found;
}

/** Classes by number: those of our list where there is one, else those of Cityscapes. */
function readNames(tree: SourceTree, sink: RecordSink): ReadonlyMap<number, string> {
  const list = tree.files.find(({ path }) => /(?:^|\/)labels\.json$/i.test(path))?.path;
  const names = new Map<number, string>();
  eachFile(list === undefined ? [] : [list], sink, (path) => {
    for (const row of listOf(wholeJson(tree, path))) {
      const [id, text] = [asNumber(row['id']), asName(row['name'])];
      if (id !== null && text !== null) names.set(id, text);
    }
  });
  return names.size > 0 ? names : new Map(cityscapesLabels.map((label) => [label.id, label.name]));
}

/** @param place the image's name in the layout, without folders of labels */
function readPolygons(tree: SourceTree, path: string, place: string, sink: RecordSink): void {
  const json = wholeJson(tree, path);
  if (!isFields(json)) throw new BrokenFile({ path, code: 'file.layout', details: { reason: 'no object' } });
  const classRef = namedClasses(sink);
  sink.image({ ref: path, path: place, widthPx: asPixels(json['imgWidth']), heightPx: asPixels(json['imgHeight']) });
  for (const { label, polygon, deleted } of listOf(json['objects'])) {
    if (deleted === 1) continue;
    const points = Array.isArray(polygon) ? polygon.map(asNumbers) : [];
    const text = asName(label);
    if (text === null || points.some((point) => point?.length !== 2)) {
      sink.problem({ path, code: 'record.missingField', details: { field: text === null ? 'label' : 'polygon' } });
      continue;
    }
    const shape = { kind: 'polygon' as const, rings: [points.flatMap((point) => point ?? [])] };
    sink.label({ imageRef: path, classRef: classRef(text), shape, place: { path } });
  }
}

/** Numbers up to 999 are classes, above them `class * 1000 + n` is an object. */
function readNumbers(
  tree: SourceTree,
  path: string,
  place: string,
  names: ReadonlyMap<number, string>,
  sink: RecordSink,
) {
  const png = readPng(path, tree.bytes(path));
  if (png.channels !== 1)
    throw new BrokenFile({ path, code: 'file.layout', details: { reason: `${png.channels} channels` } });
  const isInstances = path.endsWith('_instanceIds.png');
  const classRef = namedClasses(sink);
  sink.image({ ref: path, path: place, widthPx: png.width, heightPx: png.height });
  for (const { number, shape } of mapMasks(png.values, png)) {
    const id = isInstances && number >= 1000 ? Math.floor(number / 1000) : number;
    sink.label({ imageRef: path, classRef: classRef(names.get(id) ?? `class ${id}`), shape, place: { path } });
  }
}

/**
 * The layout of Cityscapes: masks of `_instanceIds.png`, each object by itself, else of `_labelIds.png`, a mask for each class, else the
 * polygons of `_polygons.json`.
 */
export const cityscapesReader: FormatReader = {
  recognise(tree) {
    const [first] = filesOf(tree).values();
    return first ? { sure: 0.95, seen: { path: first.path, marks: 'gtFine' } } : null;
  },
  read(tree, sink) {
    const names = readNames(tree, sink);
    const files = filesOf(tree);
    const byPath = new Map([...files].map(([image, file]) => [file.path, { image, ...file }]));
    eachFile([...byPath.keys()], sink, (path) => {
      const { image = '', kind } = byPath.get(path) ?? {};
      const place = image.replace(/^(?:.*\/)?gt(?:Fine|Coarse)\//, '');
      if (kind === 'polygons') readPolygons(tree, path, place, sink);
      else readNumbers(tree, path, place, names, sink);
    });
  },
};
