import { eachFile } from '../read/eachFile.ts';
import { asName, asNumber, asPixels, inShort, isFields } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import { jsonPieces } from '../read/jsonPieces.ts';
import { listOf, namedClasses, recordOf } from '../read/records.ts';
import type { FormatReader, Place, RecordSink, SourceTree } from '../reader.ts';
import { labelStudioShape } from './labelStudioShapes.ts';

const isLabelStudio = (head: string): boolean =>
  /^\s*\[/.test(head) &&
  /"(?:data|result)"\s*:\s*[[{]/.test(head) &&
  /"(?:annotations|completions|predictions)"\s*:/.test(head);

const jsonFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.json$/i.test(path) && isLabelStudio(tree.head(path)) ? [path] : []));

/** `%2F` and the like; what is no such code stays as it is. */
function decodeAddress(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** The image of a task: a path, or an address whose last part names it. Uploads have eight digits before their name. */
function imagePath(data: Fields): string | null {
  const texts = Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const isImage = ([key, text]: readonly [string, string]): boolean =>
    key === 'image' || /\.(?:jpe?g|png|webp|tiff?|bmp|gif|dcm)(?:$|\?)/i.test(text);
  const address = texts.find(isImage)?.[1];
  if (address === undefined) return null;
  const local = /[?&]d=([^&]+)/.exec(address)?.[1];
  if (local !== undefined) return decodeAddress(local);
  const isAddress = /^(?:[a-z][a-z0-9+.-]*:\/\/|\/data\/)/i.test(address);
  if (!isAddress) return address;
  const path = decodeAddress(address.replace(/[?#].*$/, '').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, ''));
  return path.replace(/(^|\/)[0-9a-f]{8}-([^/]+)$/i, '$1$2');
}

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((one) => asName(one) ?? []) : []);

/** Names of the classes of a result: `rectanglelabels` for `rectanglelabels`, and `labels` for a plain `rectangle`. */
function namesOf({ type, value }: Fields, more: readonly string[]): string[] {
  if (!isFields(value)) return [];
  return [...new Set([...textsIn(value[String(type)]), ...more])];
}

/** The results of one annotation or prediction. */
function readResults(
  results: readonly Fields[],
  whole: number | null,
  imageRef: string,
  place: Place,
  sink: RecordSink,
): void {
  const classRef = namedClasses(sink);
  // A region and its labels may be two results of one id.
  const labelsById = new Map<string, string[]>();
  for (const { id, type, value } of results)
    if (type === 'labels' && isFields(value)) labelsById.set(asName(id) ?? '', textsIn(value.labels));
  for (const result of results) {
    const { type, value, id } = result;
    if (type === 'labels' || !isFields(value)) continue;
    const kind = typeof type === 'string' ? type.replace(/labels$/, '') : '';
    const [width, height] = [asPixels(result.original_width), asPixels(result.original_height)];
    if (kind !== 'choices' && (width === undefined || height === undefined)) {
      sink.problem({ ...place, code: 'record.missingField', details: { field: 'original_width' } });
      continue;
    }
    if ((asNumber(result.image_rotation) ?? 0) % 360 !== 0) {
      sink.problem({ ...place, code: 'record.unsupported', details: { what: 'image_rotation' } });
      continue;
    }
    const shape = labelStudioShape(kind, value, { width: width ?? 1, height: height ?? 1 });
    const names = namesOf(result, labelsById.get(asName(id) ?? '') ?? []);
    if ('code' in shape) {
      sink.problem({ ...place, ...shape });
      continue;
    }
    if (names.length === 0) sink.problem({ ...place, code: 'record.missingField', details: { field: inShort(type) } });
    const score = asNumber(result.score) ?? whole;
    for (const name of names)
      sink.label({ imageRef, classRef: classRef(name), shape, place, ...(score === null ? {} : { score }) });
  }
}

function sizeOf(lists: readonly Fields[]): { widthPx?: number | undefined; heightPx?: number | undefined } {
  const [first] = lists.flatMap(({ result }) => listOf(result));
  return { widthPx: asPixels(first?.original_width), heightPx: asPixels(first?.original_height) };
}

function readTask(task: Fields, imageRef: string, place: Place, sink: RecordSink): void {
  const path = isFields(task.data) ? imagePath(task.data) : null;
  if (path === null) return sink.problem({ ...place, code: 'record.missingField', details: { field: 'data.image' } });
  const all = listOf(task.annotations ?? task.completions).filter((one) => one.was_cancelled !== true);
  const predictions = listOf(task.predictions);
  sink.image({ ref: imageRef, path, ...sizeOf([...all, ...predictions]), isUnlabeled: all.length === 0 });
  const chosen = all.find((one) => one.ground_truth === true) ?? all.at(-1);
  if (all.length > 1)
    sink.problem({ ...place, code: 'record.unsupported', details: { what: `${all.length} annotations of one task` } });
  if (chosen) readResults(listOf(chosen.result), null, imageRef, place, sink);
  // What a model said of an image that a person has labeled is no label of it.
  else for (const one of predictions) readResults(listOf(one.result), asNumber(one.score), imageRef, place, sink);
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  for (const piece of jsonPieces(tree, path, () => 'skip')) {
    const task = recordOf(piece, sink);
    if (task) readTask(task, `${path} ${String(piece.at)}`, piece.place, sink);
  }
}

/**
 * Label Studio's JSON (labelstud.io, "Label Studio JSON format of annotated tasks"): a list of tasks. Of several annotations of a
 * task the ground truth is taken, else the last one, and that is told; predictions only where nobody has labeled.
 */
export const labelStudioReader: FormatReader = {
  recognise(tree) {
    const [first] = jsonFiles(tree);
    return first === undefined ? null : { sure: 0.9, seen: { path: first, marks: 'data, annotations' } };
  },
  read: (tree, sink) => eachFile(jsonFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
