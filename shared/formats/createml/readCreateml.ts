import { eachFile } from '../read/eachFile.ts';
import { asName, asNumber, asNumbers, isFields } from '../read/fields.ts';
import { jsonPieces } from '../read/jsonPieces.ts';
import { listOf, namedClasses, needName, recordOf } from '../read/records.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';

const isCreateml = (head: string): boolean =>
  /^\s*\[/.test(head) && head.includes('"coordinates"') && /"image(?:filename)?"\s*:/.test(head);

const jsonFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.json$/i.test(path) && isCreateml(tree.head(path)) ? [path] : []));

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  for (const piece of jsonPieces(tree, path, () => 'skip')) {
    const { place } = piece;
    const record = recordOf(piece, sink);
    const field = record && 'imagefilename' in record ? 'imagefilename' : 'image';
    const image = record && needName(record, field, place, sink);
    if (!record || image === null) continue;
    const imageRef = `${path} ${String(piece.at)}`;
    sink.image({ ref: imageRef, path: image });
    for (const annotation of listOf(record.annotations ?? record.annotation)) {
      const label = needName(annotation, 'label', place, sink);
      if (label === null) continue;
      const { coordinates } = annotation;
      const sides = isFields(coordinates) ? ['x', 'y', 'width', 'height'].map((side) => coordinates[side]) : null;
      const [x = NaN, y = NaN, width = NaN, height = NaN] = asNumbers(sides) ?? [];
      const score = asNumber(annotation.confidence);
      sink.label({
        ...{ imageRef, classRef: classRef(label), place },
        shape: { kind: 'box', box: [x - width / 2, y - height / 2, width, height] },
        ...(score === null ? {} : { score }),
      });
    }
    const whole = asName(record.label);
    if (whole !== null) sink.label({ imageRef, classRef: classRef(whole), shape: { kind: 'whole' }, place });
  }
}

/** Create ML's object detection and image classification JSON: boxes by their centre, pixels. */
export const createmlReader: FormatReader = {
  recognise(tree) {
    const [first] = jsonFiles(tree);
    return first === undefined ? null : { sure: 0.85, seen: { path: first, marks: 'image, coordinates' } };
  },
  read: (tree, sink) => eachFile(jsonFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
