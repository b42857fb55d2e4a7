import { Gzip } from 'fflate';
import { labelHeader } from '../../medical/nifti/labelHeader.ts';
import { readNiftiHeader } from '../../medical/nifti/niftiHeader.ts';
import type { NiftiHeader } from '../../medical/nifti/niftiHeader.ts';
import { listPlanes, walkOf } from '../../medical/nifti/planes.ts';
import type { Emit, ExportHeader, ExportItem, ExportSource, Format, FormatWriter } from '../format.ts';
import { classNumbers } from '../parts/classNames.ts';
import { paintLabelMap } from '../parts/labelMap.ts';
import { vocColor } from '../masks/vocColor.ts';
import { ignoreName } from './labelList.ts';
import { niftiReader } from './readNiftiLabels.ts';

/** A volume that is being put together. */
interface Volume {
  readonly file: string;
  readonly name: string;
  readonly head: Uint8Array;
  readonly header: NiftiHeader;
  readonly values: Uint8Array | Uint16Array;
  /** The axial slices that came, by number. */
  readonly given: Set<number>;
}

const compressAtOnce = 1 << 20;
/** Its numbers are mostly zeros: more effort takes three times as long and makes it no smaller. */
const level = 1;

function toGzip(emit: (piece: Uint8Array) => void, pieces: Iterable<Uint8Array>): void {
  const gzip = new Gzip({ level, mtime: 0 }, (piece) => emit(piece));
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += compressAtOnce) gzip.push(piece.subarray(at, at + compressAtOnce));
  gzip.push(new Uint8Array(0), true);
}

/** Numbers of two bytes in the order of the volume. */
function* inBytes(values: Uint8Array | Uint16Array, isLittleEndian: boolean): Generator<Uint8Array> {
  if (values instanceof Uint8Array) {
    yield values;
    return;
  }
  for (let first = 0; first < values.length; first += compressAtOnce) {
    const some = values.subarray(first, first + compressAtOnce);
    const bytes = new Uint8Array(2 * some.length);
    const view = new DataView(bytes.buffer);
    some.forEach((value, at) => view.setUint16(2 * at, value, isLittleEndian));
    yield bytes;
  }
}

/** The place of a slice in the volume, as a way through its voxels. */
function walk({ header }: Pick<Volume, 'header'>, frame: number) {
  const [axial] = listPlanes(header);
  if (!axial) throw new Error('a volume has an axial plane');
  const slices = header.dims[axial.through.axis];
  const size = { width: header.dims[axial.across.axis], height: header.dims[axial.down.axis] };
  return { ...walkOf(header, axial, frame % slices, Math.floor(frame / slices)), ...size, count: axial.count };
}

/**
 * Label maps: for each volume one of the same size and place, with the class of each voxel, counted from 1; 0 is background. Where
 * labels overlap, the upper one is seen. Slices that are not in the export have the number after the last class, `ignore`, so that what
 * nobody has looked at is no background. `labels.json` names the numbers as nnU-Net does, `labels.txt` as ITK-SNAP does.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const numberOf = classNumbers(classes, 1);
  const ignored = classes.length + 1;
  const taken = new Set<string>();
  let isIgnoreUsed = false;
  let volume: Volume | null = null;

  function nameOf(file: string): string {
    const stem = file.replace(/\.nii(\.gz)?$/i, '');
    let name = stem;
    for (let again = 2; taken.has(name.toLowerCase()); again += 1) name = `${stem}-${again}`;
    taken.add(name.toLowerCase());
    return name;
  }

  function begin({ file, head }: Extract<ExportSource, { kind: 'nifti' }>): Volume {
    const header = readNiftiHeader(head);
    const count = header.dims.reduce((product, length) => product * length, 1);
    const values = ignored <= 255 ? new Uint8Array(count) : new Uint16Array(count);
    return { file, name: nameOf(file), head, header, values, given: new Set() };
  }

  function put(into: Volume, frame: number, map: (at: number) => number): void {
    const { first, right, below, width, height } = walk(into, frame);
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) into.values[first + y * below + x * right] = map(y * width + x);
  }

  function end(done: Volume): void {
    const { count } = walk(done, 0);
    for (let frame = 0; frame < count; frame += 1) {
      if (done.given.has(frame)) continue;
      put(done, frame, () => ignored);
      isIgnoreUsed = true;
    }
    const isWide = done.values instanceof Uint16Array;
    const pieces = [labelHeader(done.head, isWide), ...inBytes(done.values, done.header.isLittleEndian)];
    toGzip((piece) => emit(`labels/${done.name}.nii.gz`, piece), pieces);
  }

  return {
    item({ source, widthPx, heightPx, labels }: ExportItem) {
      if (source?.kind !== 'nifti') return;
      if (volume?.file !== source.file) {
        if (volume) end(volume);
        volume = begin(source);
      }
      const image = { width: widthPx, height: heightPx };
      const painted = labels.map(({ shape, classId }) => ({ shape, number: numberOf(classId) }));
      const map = paintLabelMap(painted, image, classes.length);
      volume.given.add(source.frame);
      put(volume, source.frame, (at) => map[at] as number);
    },
    finish() {
      if (volume) end(volume);
      const names = [...classes.map(({ name }) => name), ...(isIgnoreUsed ? [ignoreName] : [])];
      const numbers = Object.fromEntries(['background', ...names].map((name, number) => [name, number]));
      emit('labels.json', `${JSON.stringify({ labels: numbers }, null, 2)}\n`);
      const lines = names.map((name, at) => {
        const quoted = name.replaceAll('"', "'").replace(/[\r\n]/g, ' ');
        return `${at + 1} ${vocColor((at + 1) & 0xff).join(' ')} 1 1 1 "${quoted}"\n`;
      });
      emit('labels.txt', `# IDX -R- -G- -B- -A-- VIS MSH LABEL\n0 0 0 0 0 0 0 "Clear Label"\n${lines.join('')}`);
    },
  };
}

export const niftiLabels: Format = {
  id: 'nifti',
  name: 'NIfTI label maps',
  shapes: ['mask', 'polygon', 'box', 'rotatedBox', 'ellipse'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: true,
  holdsFractions: false,
  cutsAtBorder: true,
  needs: 'nifti',
  imageFolder: 'images',
  createWriter,
  reader: niftiReader,
};
