import { textLines } from '../read/delimitedRows.ts';
import { eachFile } from '../read/eachFile.ts';
import { asNumber } from '../read/fields.ts';
import { namedClasses } from '../read/records.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';

/** A type and 14 numbers, or 15 with a score. */
const isLine = (text: string): boolean => {
  const words = text.trim().split(/\s+/);
  const isCounted = words.length === 15 || words.length === 16;
  return isCounted && asNumber(words[0]) === null && words.slice(1).every((word) => asNumber(word) !== null);
};

const isKitti = (head: string): boolean => isLine(head.trimStart().split(/\r?\n/, 1)[0] ?? '');

/** In a folder of labels an image without objects has an empty file. */
function labelFiles(tree: SourceTree): string[] {
  const texts = tree.files.filter(({ path }) => /\.txt$/i.test(path));
  const found = texts.filter(({ path }) => isKitti(tree.head(path))).map(({ path }) => path);
  const folders = new Set(found.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const isEmpty = ({ path, sizeBytes }: (typeof texts)[number]): boolean =>
    sizeBytes === 0 && folders.has(path.slice(0, path.lastIndexOf('/') + 1));
  return [...found, ...texts.filter(isEmpty).map(({ path }) => path)].sort();
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  sink.image({ ref: path, path: path.replace(/(?:^|.*\/)label_?\d*\//, '').replace(/\.txt$/i, '') });
  for (const { text, place } of textLines(tree, path)) {
    if (text.trim() === '') continue;
    if (!isLine(text)) {
      sink.problem({ ...place, code: 'record.unreadable', details: { reason: '!= 15' } });
      continue;
    }
    const [type = '', ...words] = text.trim().split(/\s+/);
    const [truncated = -1, occluded = -1, , x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = words.map(Number);
    const score = words.length === 15 ? Number(words[14]) : null;
    sink.label({
      ...{ imageRef: path, classRef: classRef(type), place },
      shape: { kind: 'box', box: [x0, y0, x1 - x0, y1 - y0] },
      ...(truncated >= 0 && occluded >= 0 ? { attributes: { truncated, occluded } } : {}),
      ...(score === null ? {} : { score }),
    });
  }
}

/** KITTI object detection (cvlibs.net/datasets/kitti, development kit): the boxes in the image; the three dimensions are not read. */
export const kittiReader: FormatReader = {
  recognise(tree) {
    const first = tree.files.find(({ path }) => /\.txt$/i.test(path) && isKitti(tree.head(path)));
    return first ? { sure: 0.9, seen: { path: first.path, marks: 'type truncated occluded alpha' } } : null;
  },
  read: (tree, sink) => eachFile(labelFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
