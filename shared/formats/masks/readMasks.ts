import { eachFile } from '../read/eachFile.ts';
import { readImageSets } from '../read/imageSets.ts';
import { mapMasks, numberedName } from '../read/mapLabels.ts';
import { namedClasses } from '../read/records.ts';
import { readPng } from '../read/readPng.ts';
import type { PngPixels } from '../read/readPng.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';
import { colorNumber, readClassList } from './classList.ts';
import type { ClassList } from './classList.ts';

const classFolder = /(?:^|\/)SegmentationClass\//;
/** What "not known" is in Pascal VOC's masks: the borders of objects. */
const unknown: ReadonlySet<number> = new Set([255]);

const maskFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (classFolder.test(path) && /\.png$/i.test(path) ? [path] : []));

/** The numbers of the pixels; of a picture in colours by the colours of the list. */
function numbersOf({ width, height, channels, values }: PngPixels, { byColor }: ClassList): ArrayLike<number> {
  if (channels === 1) return values;
  if (channels < 3) return Uint16Array.from({ length: width * height }, (_, at) => values[at * channels] ?? 0);
  return Uint16Array.from({ length: width * height }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((channel) => values[at * channels + channel]);
    return byColor.get(colorNumber(red, green, blue)) ?? 0;
  });
}

/** Objects by colour where there is no palette: each colour is one. */
function objectNumbers({ width, height, channels, values }: PngPixels): ArrayLike<number> {
  if (channels === 1) return values;
  return Uint32Array.from({ length: width * height }, (_, at) =>
    colorNumber(values[at * channels] ?? 0, values[at * channels + 1] ?? 0, values[at * channels + 2] ?? 0),
  );
}

/** The number that most of a mask has. */
function commonNumber(numbers: ArrayLike<number>, objects: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, Map<number, number>>();
  for (let at = 0; at < objects.length; at += 1) {
    const [object, number] = [objects[at] as number, numbers[at] as number];
    if (object === 0 || number === 0) continue;
    const own = counts.get(object) ?? new Map<number, number>();
    own.set(number, (own.get(number) ?? 0) + 1);
    counts.set(object, own);
  }
  return new Map(
    [...counts].map(([object, own]) => [object, [...own].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0] as const),
  );
}

function readOne(
  tree: SourceTree,
  path: string,
  { classes, splits }: { readonly classes: ClassList; readonly splits: ReadonlyMap<string, string> },
  sink: RecordSink,
): void {
  const png = readPng(path, tree.bytes(path));
  const { width, height } = png;
  const numbers = numbersOf(png, classes);
  const classRef = namedClasses(sink);
  const name = path.replace(/^(?:.*\/)?SegmentationClass\//, '').replace(/\.png$/i, '');
  sink.image({ ref: path, path: name, widthPx: width, heightPx: height, split: splits.get(name) });
  const objectPath = path.replace('SegmentationClass/', 'SegmentationObject/');
  const add = (number: number, shape: ReturnType<typeof mapMasks>[number]['shape']): void =>
    sink.label({ imageRef: path, classRef: classRef(numberedName(classes.names, number)), shape, place: { path } });
  if (!tree.has(objectPath)) {
    for (const { number, shape } of mapMasks(numbers, png, unknown)) add(number, shape);
    return;
  }
  const objectPng = readPng(objectPath, tree.bytes(objectPath));
  if (objectPng.width !== width || objectPng.height !== height)
    throw new BrokenFile({
      path: objectPath,
      code: 'file.layout',
      details: { reason: `${objectPng.width} x ${objectPng.height}` },
    });
  const objects = objectNumbers(objectPng);
  const classOf = commonNumber(numbers, objects);
  for (const { number, shape } of mapMasks(objects, png, unknown)) {
    const found = classOf.get(number);
    if (found !== undefined && !unknown.has(found)) add(found, shape);
  }
}

/**
 * Segmentation masks in the layout of Pascal VOC: numbers of classes, with a palette or grey, or colours that `labelmap.txt` names.
 * With `SegmentationObject` each object is a label, of the class that most of its pixels have; without it each class.
 */
export const masksReader: FormatReader = {
  recognise(tree) {
    const [first] = maskFiles(tree);
    return first === undefined ? null : { sure: 0.9, seen: { path: first, marks: 'SegmentationClass' } };
  },
  read(tree, sink) {
    const classes = readClassList(tree, sink);
    const splits = readImageSets(tree, sink);
    eachFile(maskFiles(tree), sink, (path) => readOne(tree, path, { classes, splits }, sink));
  },
};
