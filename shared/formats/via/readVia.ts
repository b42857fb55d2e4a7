import { delimitedRows } from '../read/delimitedRows.ts';
import { eachFile } from '../read/eachFile.ts';
import { asAttributes, asName, asNumber, asNumbers, inShort, isFields } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import { jsonPieces } from '../read/jsonPieces.ts';
import { namedClasses, recordOf } from '../read/records.ts';
import type { FormatReader, Place, ReadProblem, ReadShape, RecordSink, SourceTree } from '../reader.ts';

type Wrong = Pick<ReadProblem, 'code' | 'details'>;

const isJson = (head: string): boolean =>
  /^\s*\{/.test(head) && (head.includes('"_via_img_metadata"') || /"(?:regions|file_attributes)"\s*:/.test(head));
const isCsv = (head: string): boolean =>
  /^\ufeff?"?#?filename"?,/.test(head) && head.includes('region_shape_attributes');

const viaFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => {
    const isVia = /\.json$/i.test(path) ? isJson(tree.head(path)) : /\.csv$/i.test(path) && isCsv(tree.head(path));
    return isVia ? [path] : [];
  });

function shapeOf(place: Fields): ReadShape | Wrong {
  const number = (name: string): number => asNumber(place[name]) ?? NaN;
  const path = (): number[] => {
    const [xs, ys] = [asNumbers(place.all_points_x) ?? [NaN], asNumbers(place.all_points_y) ?? [NaN]];
    return xs.flatMap((x, at) => [x, ys[at] ?? NaN]);
  };
  switch (place.name) {
    case 'rect':
      return { kind: 'box', box: [number('x'), number('y'), number('width'), number('height')] };
    case 'circle': {
      const side = 2 * number('r');
      return { kind: 'ellipse', centre: [number('cx'), number('cy')], size: [side, side], angle: 0 };
    }
    case 'ellipse': {
      const size = [2 * number('rx'), 2 * number('ry')] as const;
      return { kind: 'ellipse', centre: [number('cx'), number('cy')], size, angle: asNumber(place.theta) ?? 0 };
    }
    case 'polygon':
      return { kind: 'polygon', rings: [path()] };
    case 'polyline':
      return { kind: 'polyline', points: path() };
    case 'point':
      return { kind: 'point', point: [number('cx'), number('cy')] };
    default:
      return { code: 'record.unsupported', details: { what: inShort(place.name) } };
  }
}

/** What people call the attribute that is the class; the first one, where none of these is there. */
const classNames = ['class', 'label', 'category', 'type', 'name', 'object'];

/** A choice is a text; boxes that can be ticked are a record of those that are. */
function choicesOf(value: unknown): string[] {
  if (isFields(value)) return Object.entries(value).flatMap(([name, isOn]) => (isOn === true ? [name] : []));
  const text = asName(value)?.trim() ?? '';
  return text === '' ? [] : [text];
}

function splitClass(attributes: Fields): { readonly classes: string[]; readonly others: Fields } {
  const names = Object.keys(attributes);
  const key = classNames.flatMap((known) => names.find((name) => name.toLowerCase() === known) ?? [])[0] ?? names[0];
  if (key === undefined) return { classes: [], others: {} };
  const { [key]: value, ...others } = attributes;
  return { classes: choicesOf(value), others };
}

function readRegion(
  region: Fields,
  imageRef: string,
  place: Place,
  sink: RecordSink,
  classRef: (name: string) => string,
): void {
  const where = isFields(region.shape_attributes) ? region.shape_attributes : {};
  const said = isFields(region.region_attributes) ? region.region_attributes : {};
  const { classes, others } = splitClass(said);
  const [name] = classes;
  if (name === undefined) return sink.problem({ ...place, code: 'record.missingField', details: { field: 'class' } });
  const shape = shapeOf(where);
  if ('code' in shape) return sink.problem({ ...place, ...shape });
  const { score, ...rest } = others;
  const number = asNumber(score);
  const attributes = asAttributes(number === null ? others : rest);
  sink.label({
    ...{ imageRef, classRef: classRef(name), shape, place },
    ...{ ...(attributes ? { attributes } : {}), ...(number === null ? {} : { score: number }) },
  });
}

function readFileAttributes(
  value: unknown,
  imageRef: string,
  place: Place,
  sink: RecordSink,
  classRef: (name: string) => string,
): void {
  if (!isFields(value)) return;
  // Here only what is called a class is one: captions and addresses of files are attributes, too.
  const key = Object.keys(value).find((name) => classNames.slice(0, 3).includes(name.toLowerCase()));
  const classes = key === undefined ? [] : choicesOf(value[key]).flatMap((text) => text.split(','));
  for (const name of new Set(classes.map((one) => one.trim()).filter(Boolean)))
    sink.label({ imageRef, classRef: classRef(name), shape: { kind: 'whole' }, place });
}

function readJson(tree: SourceTree, path: string, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  const isProject = tree.head(path).includes('"_via_');
  const pieces = jsonPieces(tree, path, (key) =>
    !isProject ? 'whole' : key === '_via_img_metadata' ? 'pieces' : 'skip',
  );
  for (const piece of pieces) {
    const record = recordOf(piece, sink);
    if (!record) continue;
    const { place } = piece;
    const name = asName(record.filename);
    if (name === null) {
      sink.problem({ ...place, code: 'record.missingField', details: { field: 'filename' } });
      continue;
    }
    const imageRef = `${path} ${piece.at === null ? piece.key : String(piece.at)}`;
    sink.image({ ref: imageRef, path: name });
    readFileAttributes(record.file_attributes, imageRef, place, sink, classRef);
    // Version 1 has a record of numbers, version 2 a list.
    const regions = isFields(record.regions) ? Object.values(record.regions) : record.regions;
    for (const region of Array.isArray(regions) ? regions.filter(isFields) : [])
      readRegion(region, imageRef, place, sink, classRef);
  }
}

function parseCell(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readCsv(tree: SourceTree, path: string, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  let columns: ReadonlyMap<string, number> | null = null;
  const images = new Set<string>();
  for (const { cells, place } of delimitedRows(tree, path, ',')) {
    if (!columns) {
      columns = new Map(cells.map((name, at) => [name.replace(/^[\ufeff#]+/, ''), at]));
      continue;
    }
    const known = columns;
    const cell = (name: string): string => cells[known.get(name) ?? -1] ?? '';
    const name = cell('filename');
    const [ofFile, where, said] = ['file_attributes', 'region_shape_attributes', 'region_attributes'].map((column) =>
      parseCell(cell(column)),
    );
    if (name === '' || !isFields(where) || !isFields(said)) {
      sink.problem({ ...place, code: 'record.unreadable', details: { reason: inShort(cells.join(',')) } });
      continue;
    }
    if (!images.has(name)) {
      sink.image({ ref: name, path: name });
      readFileAttributes(ofFile, name, place, sink, classRef);
    }
    images.add(name);
    if (Object.keys(where).length > 0)
      readRegion({ shape_attributes: where, region_attributes: said }, name, place, sink, classRef);
  }
}

/** Annotations and projects of the VGG Image Annotator, versions 1 and 2, JSON and CSV (robots.ox.ac.uk/~vgg/software/via). */
export const viaReader: FormatReader = {
  recognise(tree) {
    const [first] = viaFiles(tree);
    return first === undefined ? null : { sure: 0.9, seen: { path: first, marks: 'regions, shape_attributes' } };
  },
  read: (tree, sink) =>
    eachFile(viaFiles(tree), sink, (path) => (/\.csv$/i.test(path) ? readCsv : readJson)(tree, path, sink)),
};
