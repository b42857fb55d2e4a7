import { attributeDefinitionSchema } from '../../model/attributes.ts';
import { skeletonSchema } from '../../model/skeleton.ts';
import { shapeSchema } from '../../shapes/shapeRegistry.ts';
import { textLines } from '../read/delimitedRows.ts';
import { eachFile } from '../read/eachFile.ts';
import { asAttributes, asName, asNumber, asNumbers, asPixels, isFields } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import { wholeJson } from '../read/jsonPieces.ts';
import { listOf, namedClasses } from '../read/records.ts';
import { splitInPath } from '../read/splitName.ts';
import type { FormatReader, Place, RecordSink, SourceTree } from '../reader.ts';

const isLines = (head: string): boolean => /^\s*\{.*"(?:image|file_name)"\s*:/.test(head.split('\n', 1)[0] ?? '');

const lineFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.(?:jsonl|ndjson)$/i.test(path) && isLines(tree.head(path)) ? [path] : []));

/** Our own classes beside them, with what is asked of their objects. */
function readClasses(tree: SourceTree, path: string, sink: RecordSink): void {
  const beside = path.replace(/[^/]*$/, 'classes.json');
  if (!tree.has(beside)) return;
  for (const fields of listOf(wholeJson(tree, beside))) {
    const name = asName(fields.name);
    if (name === null) continue;
    const attributes = attributeDefinitionSchema.array().safeParse(fields.attributes).data;
    const skeleton = skeletonSchema.safeParse(fields.skeleton).data;
    sink.class({ ref: name, name, ...(attributes ? { attributes } : {}), ...(skeleton ? { skeleton } : {}) });
  }
}

/** A line of ours. */
function readLabels(
  labels: unknown,
  imageRef: string,
  place: Place,
  sink: RecordSink,
  classRef: (name: string) => string,
): void {
  for (const label of listOf(labels)) {
    const name = asName(label.class);
    if (name === null) {
      sink.problem({ ...place, code: 'record.missingField', details: { field: 'class' } });
      continue;
    }
    const { data: shape, error } = shapeSchema.safeParse(label.shape);
    if (!shape) {
      sink.problem({ ...place, code: 'label.badShape', details: { reason: error?.issues[0]?.message ?? '' } });
      continue;
    }
    const attributes = asAttributes(label.attributes);
    const [group, score] = [asName(label.group), asNumber(label.score)];
    sink.label({
      ...{ imageRef, classRef: classRef(name), shape, place },
      ...{ ...(attributes ? { attributes } : {}), ...(group === null ? {} : { group }) },
      ...(score === null ? {} : { score }),
    });
  }
}

/** `metadata.jsonl` of Hugging Face's `imagefolder`: boxes with the names of their classes, or one label for the image. */
function readImageFolderLine(
  record: Fields,
  imageRef: string,
  place: Place,
  sink: RecordSink,
  classRef: (name: string) => string,
): void {
  const whole = asName(record.label);
  if (whole !== null) sink.label({ imageRef, classRef: classRef(whole), shape: { kind: 'whole' }, place });
  const { bbox, categories, category } = isFields(record.objects) ? record.objects : {};
  const names = Array.isArray(categories) ? categories : Array.isArray(category) ? category : [];
  for (const [at, one] of (Array.isArray(bbox) ? bbox : []).entries()) {
    const [x = NaN, y = NaN, width = NaN, height = NaN] = asNumbers(one) ?? [];
    const name = asName(names[at]);
    if (name === null) sink.problem({ ...place, code: 'record.missingField', details: { field: 'categories' } });
    else sink.label({ imageRef, classRef: classRef(name), shape: { kind: 'box', box: [x, y, width, height] }, place });
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  readClasses(tree, path, sink);
  for (const { text, place } of textLines(tree, path)) {
    if (text.trim() === '') continue;
    const record = parseLine(text);
    if (!isFields(record) || record instanceof Error) {
      const reason = record instanceof Error ? record.message : 'no object';
      sink.problem({ ...place, code: 'record.unreadable', details: { reason } });
      continue;
    }
    const image = asName(record.image ?? record.file_name);
    if (image === null) {
      sink.problem({ ...place, code: 'record.missingField', details: { field: 'image' } });
      continue;
    }
    const imageRef = `${path} ${place.line ?? 0}`;
    const [widthPx, heightPx] = [asPixels(record.width), asPixels(record.height)];
    const split = asName(record.split) ?? splitInPath(path);
    sink.image({ ref: imageRef, path: image, widthPx, heightPx, split });
    readLabels(record.labels, imageRef, place, sink, classRef);
    readImageFolderLine(record, imageRef, place, sink, classRef);
  }
}

/** JSON lines as this program writes them, and `metadata.jsonl` of Hugging Face's `imagefolder` (huggingface.co/docs/datasets, "Image dataset"). */
export const jsonlReader: FormatReader = {
  recognise(tree) {
    const [first] = lineFiles(tree);
    return first === undefined ? null : { sure: 0.9, seen: { path: first, marks: 'image, labels' } };
  },
  read: (tree, sink) => eachFile(lineFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
