import { DicomError, explicitLittleEndian, implicitLittleEndian, pixelDataTag } from '../../medical/dicom/elements.ts';
import type { DicomItem } from '../../medical/dicom/elements.ts';
import { readDicomFile } from '../../medical/dicom/readElements.ts';
import { bytesOf, itemsOf, shortOf, textOf } from '../../medical/dicom/values.ts';
import { eachFile } from '../read/eachFile.ts';
import { mapMasks } from '../read/mapLabels.ts';
import { namedClasses } from '../read/records.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';

const segmentationClass = '1.2.840.10008.5.1.4.1.1.66.4';
const mostMiB = 2048;
/** More pixels are no image that could be shown. */
const mostPixels = 300_000_000;

const dicomFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.(dcm|dicom|dic)$/i.test(path) ? [path] : []));

/** The head of a file tells it; a folder may have the images, too. */
function isSegmentation(tree: SourceTree, path: string): boolean {
  try {
    const { elements } = readDicomFile(tree.headBytes(path), { until: 0x00080017 });
    return textOf(elements, 0x00080016) === segmentationClass;
  } catch (error) {
    if (error instanceof DicomError) return false;
    throw error;
  }
}

interface Source {
  readonly uid: string;
  /** From 0. */
  readonly frame: number;
}

/** The image that a frame is of; null: it doesn't say. */
function sourceOf(frame: DicomItem): Source | null {
  const [derivation] = itemsOf(frame, 0x00089124);
  const [source] = itemsOf(derivation, 0x00082112);
  const uid = textOf(source, 0x00081155);
  if (uid === undefined) return null;
  const number = Number(textOf(source, 0x00081160) ?? 1);
  return Number.isInteger(number) && number > 0 ? { uid, frame: number - 1 } : null;
}

interface Segmentation {
  readonly elements: DicomItem;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly DicomItem[];
  readonly pixels: Uint8Array;
}

/** @throws {BrokenFile} */
function open(tree: SourceTree, path: string): Segmentation {
  const broken = (code: 'file.unreadable' | 'file.layout', reason: string): BrokenFile =>
    new BrokenFile({ path, code, details: { reason } });
  const bytes = tree.bytes(path, mostMiB);
  try {
    const { elements, transferSyntax } = readDicomFile(bytes);
    if (transferSyntax !== explicitLittleEndian && transferSyntax !== implicitLittleEndian)
      throw broken('file.layout', `transfer syntax ${transferSyntax}`);
    const type = textOf(elements, 0x00620001);
    if (type !== 'BINARY') throw broken('file.layout', `segmentation of type ${type ?? '?'}`);
    const [width, height] = [shortOf(elements, 0x00280011) ?? 0, shortOf(elements, 0x00280010) ?? 0];
    const frames = itemsOf(elements, 0x52009230);
    const pixels = bytesOf(elements, pixelDataTag) ?? new Uint8Array(0);
    if (width * height === 0 || width * height > mostPixels) throw broken('file.layout', `${width} x ${height}`);
    if (pixels.length * 8 < width * height * frames.length) throw new BrokenFile({ path, code: 'file.cutOff' });
    return { elements, width, height, frames, pixels };
  } catch (error) {
    if (error instanceof DicomError) throw broken('file.unreadable', error.message);
    throw error;
  }
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const { elements, width, height, frames, pixels } = open(tree, path);
  const names = new Map(
    itemsOf(elements, 0x00620002).map((segment) => {
      const number = shortOf(segment, 0x00620004) ?? 0;
      const [label, whole = ''] = [textOf(segment, 0x00620005), textOf(segment, 0x00620006)];
      // A label has 64 characters; we write the rest of a longer name into the description.
      const name = label && whole.startsWith(label) ? whole : label;
      return [number, name ?? `class ${number}`];
    }),
  );
  const classRef = namedClasses(sink);
  const known = new Set<string>();
  const declare = ({ uid, frame }: Source): string => {
    known.add(uid);
    const ref = `${uid}#${frame}`;
    sink.image({ ref, path: uid, sopInstanceUid: uid, frame, widthPx: width, heightPx: height });
    return ref;
  };
  const bits = new Uint8Array(width * height);
  for (const [at, item] of frames.entries()) {
    const source = sourceOf(item);
    const [identification] = itemsOf(item, 0x0062000a);
    const number = shortOf(identification, 0x0062000b);
    if (!source || number === undefined) {
      const field = source ? 'ReferencedSegmentNumber' : 'SourceImageSequence';
      sink.problem({ path, code: 'record.missingField', details: { field } });
      continue;
    }
    const start = at * bits.length;
    const [byte, shift] = [Math.floor(start / 8), start % 8];
    for (let pixel = 0, bit = shift; pixel < bits.length; pixel += 1, bit += 1)
      bits[pixel] = ((pixels[byte + (bit >> 3)] as number) >> (bit & 7)) & 1;
    const imageRef = declare(source);
    for (const { shape } of mapMasks(bits, { width, height }))
      sink.label({ imageRef, classRef: classRef(names.get(number) ?? `class ${number}`), shape, place: { path } });
  }
  // Images that it was made of, and in which nothing was found.
  for (const series of itemsOf(elements, 0x00081115))
    for (const instance of itemsOf(series, 0x0008114a)) {
      const uid = textOf(instance, 0x00081155);
      if (uid !== undefined && !known.has(uid)) declare({ uid, frame: 0 });
    }
}

/** DICOM Segmentation objects of a bit for each pixel: a mask for each frame, in the image that it names by its UID. */
export const readDicomSeg: FormatReader = {
  recognise(tree) {
    const found = dicomFiles(tree).find((path) => isSegmentation(tree, path));
    return found === undefined ? null : { sure: 0.95, seen: { path: found, marks: 'DICOM SEG' } };
  },
  read(tree, sink) {
    const segmentations = dicomFiles(tree).filter((path) => isSegmentation(tree, path));
    eachFile(segmentations, sink, (path) => readOne(tree, path, sink));
  },
};
