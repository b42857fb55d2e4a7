import type { DicomReference } from '../../medical/dicom/reference.ts';
import { runSpans } from '../../geometry/runs.ts';
import type { ClassId } from '../../model/ids.ts';
import type { Emit, ExportHeader, ExportItem, Format, FormatWriter, Join } from '../format.ts';
import { coveredRuns } from '../parts/labelMap.ts';
import { BitFile } from './bitFile.ts';
import { readDicomSeg } from './readDicomSeg.ts';
import { segmentationHead } from './segmentationHead.ts';
import type { SegmentFrame } from './segmentationHead.ts';

/** What is written of one series. */
interface Segmentation {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly pixels: BitFile;
  readonly frames: SegmentFrame[];
  readonly referenced: Map<string, DicomReference>;
  readonly isByModel: Set<ClassId>;
}

/** An element can't be longer than its length's four bytes tell; what is more goes into another object. */
const mostBytes = 2 ** 31;

/** Set pixels of an image, one for each that any of the shapes covers, row by row. */
function bitmapOf(
  labels: ExportItem['labels'],
  image: { readonly width: number; readonly height: number },
): Uint8Array {
  const bits = new Uint8Array(image.width * image.height);
  for (const { shape } of labels)
    for (const [x, y0, y1] of runSpans(coveredRuns(shape, image) ?? [], image.height))
      for (let y = y0; y < y1; y += 1) bits[y * image.width + x] = 1;
  return bits;
}

/**
 * DICOM Segmentation objects (PS3.3, A.51): one for each series, with a segment for each class and a frame for each class of an
 * image; a bit for each pixel. Each frame names the image that it is of by its UIDs, and lies where that lies.
 */
function createWriter(header: ExportHeader, emit: Emit, join: Join): FormatWriter {
  const open = new Map<string, Segmentation>();
  const all: Segmentation[] = [];

  function segmentationOf({ stem, widthPx, heightPx }: ExportItem, { seriesUid }: DicomReference): Segmentation {
    const key = `${seriesUid} ${widthPx} ${heightPx}`;
    const known = open.get(key);
    if (known && known.pixels.bytes + widthPx * heightPx <= mostBytes) return known;
    const path = `segmentations/${stem}.dcm`;
    const made: Segmentation = {
      ...{ path, width: widthPx, height: heightPx, frames: [], referenced: new Map(), isByModel: new Set() },
      pixels: new BitFile((piece) => emit(`${path}.pixels`, piece)),
    };
    open.set(key, made);
    all.push(made);
    return made;
  }

  return {
    item(item) {
      const { source, labels, widthPx: width, heightPx: height } = item;
      if (source?.kind !== 'dicom') return;
      const segmentation = segmentationOf(item, source.reference);
      const { reference } = source;
      // Which frames of a file of several were empty can't be said.
      if (reference.frameCount === 1) segmentation.referenced.set(reference.sopInstanceUid, reference);
      for (const classId of new Set(labels.map((label) => label.classId))) {
        const own = labels.filter((label) => label.classId === classId);
        const bits = bitmapOf(own, { width, height });
        if (!bits.includes(1)) continue;
        segmentation.pixels.add(bits);
        segmentation.referenced.set(reference.sopInstanceUid, reference);
        segmentation.frames.push({ classId, reference, frame: source.frame });
        if (own.some(({ score }) => score !== null)) segmentation.isByModel.add(classId);
      }
    },
    finish() {
      for (const { path, pixels, ...rest } of all) {
        // An object without frames can't be.
        if (rest.frames.length === 0) continue;
        const length = pixels.finish();
        for (const piece of segmentationHead({ ...rest, header }, length)) emit(path, piece);
        join(path, `${path}.pixels`);
      }
    },
  };
}

export const dicomSeg: Format = {
  id: 'dicom-seg',
  name: 'DICOM Segmentation',
  shapes: ['mask', 'polygon', 'box', 'rotatedBox', 'ellipse'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: true,
  holdsFractions: false,
  cutsAtBorder: true,
  needs: 'dicom',
  imageFolder: 'images',
  createWriter,
  reader: readDicomSeg,
};
