import { shapeSchema } from '../../shapes/shapeRegistry.ts';
import { delimitedRows } from '../read/delimitedRows.ts';
import { eachFile } from '../read/eachFile.ts';
import { asAttributes, asNumber, asPixels, inShort } from '../read/fields.ts';
import { namedClasses } from '../read/records.ts';
import { splitInPath } from '../read/splitName.ts';
import type { FormatReader, Place, ReadProblem, ReadShape, RecordSink, SourceTree } from '../reader.ts';

type Wrong = Pick<ReadProblem, 'code' | 'details'>;

/** What a column is, by the names that tables in the wild give it. */
const aliases = {
  image: ['image', 'filename', 'file_name', 'file', 'path', 'image_path', 'image_name', 'img', 'image_id', 'imageid'],
  imageWidth: ['image_width', 'img_width'],
  imageHeight: ['image_height', 'img_height'],
  width: ['width', 'w'],
  height: ['height', 'h'],
  class: ['class', 'label', 'class_name', 'category', 'label_name', 'name', 'classname'],
  shape: ['shape'],
  left: ['x_min', 'xmin', 'x1', 'left', 'bbox_x', 'x'],
  top: ['y_min', 'ymin', 'y1', 'top', 'bbox_y', 'y'],
  right: ['x_max', 'xmax', 'x2', 'right'],
  bottom: ['y_max', 'ymax', 'y2', 'bottom'],
  score: ['score', 'confidence', 'conf'],
  group: ['group', 'group_id'],
  attributes: ['attributes'],
  geometry: ['geometry'],
  split: ['split', 'subset', 'partition'],
} as const;
type Column = keyof typeof aliases;

function findColumns(head: readonly string[]): ReadonlyMap<Column, number> {
  const names = head.map((name) =>
    name
      .replace(/^\ufeff/, '')
      .trim()
      .toLowerCase(),
  );
  return new Map(
    (Object.keys(aliases) as Column[]).flatMap((column) => {
      const at = aliases[column].map((alias) => names.indexOf(alias)).find((index) => index >= 0);
      return at === undefined ? [] : [[column, at] as const];
    }),
  );
}

const separatorOf = (head: string): string => {
  const line = head.split(/\r?\n/, 1)[0] ?? '';
  return ['\t', ';', ','].find((separator) => line.includes(separator)) ?? ',';
};

function isTable(tree: SourceTree, path: string): boolean {
  if (!/\.(?:csv|tsv)$/i.test(path)) return false;
  const head = tree.head(path);
  const columns = findColumns((head.split(/\r?\n/, 1)[0] ?? '').replaceAll('"', '').split(separatorOf(head)));
  return columns.has('image') && columns.has('class');
}

const tableFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (isTable(tree, path) ? [path] : []));

type CellOf = (column: Column) => string;

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Our own geometry; else a box by its sides or by its size; else the class is that of the image. */
function shapeOf(cell: CellOf, columns: ReadonlyMap<Column, number>): ReadShape | Wrong {
  const geometry = parseJson(cell('geometry'));
  if (geometry !== undefined) {
    const { data } = shapeSchema.safeParse({ ...geometry, kind: cell('shape') });
    return data ?? { code: 'label.badShape', details: { reason: inShort(cell('geometry')) } };
  }
  const number = (column: Column): number => asNumber(cell(column)) ?? NaN;
  const sides = ['left', 'top', 'right', 'bottom'] as const;
  if (cell('left') === '' && cell('right') === '') return { kind: 'whole' };
  const [left, top] = [number('left'), number('top')];
  if (sides.every((side) => columns.has(side)))
    return { kind: 'box', box: [left, top, number('right') - left, number('bottom') - top] };
  return { kind: 'box', box: [left, top, number('width'), number('height')] };
}

/** Without sides on the right, width and height are the box's. */
function imageSize(
  cell: CellOf,
  columns: ReadonlyMap<Column, number>,
): { widthPx?: number | undefined; heightPx?: number | undefined } {
  if (columns.has('imageWidth'))
    return { widthPx: asPixels(cell('imageWidth')), heightPx: asPixels(cell('imageHeight')) };
  const isOfImage = columns.has('right') || !columns.has('left');
  return isOfImage ? { widthPx: asPixels(cell('width')), heightPx: asPixels(cell('height')) } : {};
}

function readRow(
  cell: CellOf,
  columns: ReadonlyMap<Column, number>,
  imageRef: string,
  place: Place,
  sink: RecordSink,
  classRef: (name: string) => string,
): void {
  const name = cell('class');
  // An image without labels.
  if (name === '') return;
  const shape = shapeOf(cell, columns);
  if ('code' in shape) return sink.problem({ ...place, ...shape });
  const attributes = asAttributes(parseJson(cell('attributes')));
  const [group, score] = [cell('group'), asNumber(cell('score'))];
  sink.label({
    ...{ imageRef, classRef: classRef(name), shape, place },
    ...{ ...(attributes ? { attributes } : {}), ...(group === '' ? {} : { group }) },
    ...(score === null ? {} : { score }),
  });
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  const images = new Set<string>();
  let columns: ReadonlyMap<Column, number> | null = null;
  for (const { cells, place } of delimitedRows(tree, path, separatorOf(tree.head(path)))) {
    if (!columns) {
      columns = findColumns(cells);
      continue;
    }
    const known = columns;
    const cell: CellOf = (column) => (cells[known.get(column) ?? -1] ?? '').trim();
    const image = cell('image');
    if (image === '') {
      sink.problem({ ...place, code: 'record.missingField', details: { field: 'image' } });
      continue;
    }
    if (!images.has(image))
      sink.image({ ref: image, path: image, ...imageSize(cell, columns), split: cell('split') || splitInPath(path) });
    images.add(image);
    readRow(cell, columns, image, place, sink, classRef);
  }
}

/**
 * Tables with a head, parted by commas, semicolons or tabs: ours, TensorFlow's (`filename,width,height,class,xmin,ymin,xmax,ymax`), and others
 * whose columns are called alike; without places the class is that of the image.
 */
export const tableReader: FormatReader = {
  recognise(tree) {
    const [first] = tableFiles(tree);
    return first === undefined ? null : { sure: 0.6, seen: { path: first, marks: 'image, class' } };
  },
  read: (tree, sink) => eachFile(tableFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
