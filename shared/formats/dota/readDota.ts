import { textLines } from '../read/delimitedRows.ts';
import { eachFile } from '../read/eachFile.ts';
import { asNumber } from '../read/fields.ts';
import { namedClasses } from '../read/records.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';

const isHead = (text: string): boolean => /^(?:imagesource|gsd)\s*:/i.test(text);

/** Eight numbers, a class, and mostly a difficulty. */
const isLine = (text: string): boolean => {
  const words = text.trim().split(/\s+/);
  const isCounted = words.length >= 9 && words.length <= 11;
  return isCounted && words.slice(0, 8).every((word) => asNumber(word) !== null) && asNumber(words[8]) === null;
};

function isDota(head: string): boolean {
  const lines = head.split(/\r?\n/).filter((line) => line.trim() !== '');
  const first = lines.find((line) => !isHead(line));
  return first === undefined ? lines.length > 0 : isLine(first);
}

function labelFiles(tree: SourceTree): string[] {
  const texts = tree.files.filter(({ path }) => /\.txt$/i.test(path));
  const found = texts.filter(({ path }) => isDota(tree.head(path))).map(({ path }) => path);
  const folders = new Set(found.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const empty = texts.filter(
    ({ path, sizeBytes }) => sizeBytes === 0 && folders.has(path.slice(0, path.lastIndexOf('/') + 1)),
  );
  return [...found, ...empty.map(({ path }) => path)].sort();
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  sink.image({ ref: path, path: path.replace(/(?:^|.*\/)labelTxt[^/]*\//i, '').replace(/\.txt$/i, '') });
  for (const { text, place } of textLines(tree, path)) {
    if (text.trim() === '' || isHead(text)) continue;
    if (!isLine(text)) {
      sink.problem({ ...place, code: 'record.unreadable', details: { reason: 'x1 y1 x2 y2 x3 y3 x4 y4 class' } });
      continue;
    }
    const words = text.trim().split(/\s+/);
    const [difficult, score] = [asNumber(words[9]), asNumber(words[10])];
    sink.label({
      ...{ imageRef: path, classRef: classRef(words[8] ?? ''), place },
      shape: { kind: 'corners', points: words.slice(0, 8).map(Number) },
      ...(difficult !== null && difficult > 0 ? { attributes: { difficult } } : {}),
      ...(score === null ? {} : { score }),
    });
  }
}

/** DOTA (captain-whu.github.io/DOTA, "Annotation format"): corners in pixels. */
export const dotaReader: FormatReader = {
  recognise(tree) {
    const first = tree.files.find(({ path }) => /\.txt$/i.test(path) && isDota(tree.head(path)));
    return first ? { sure: 0.9, seen: { path: first.path, marks: 'x1 y1 x2 y2 x3 y3 x4 y4 class' } } : null;
  },
  read: (tree, sink) => eachFile(labelFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
