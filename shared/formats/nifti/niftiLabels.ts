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
  /** The slices that came, by number, of all planes. */
  readonly given: number[];
  /** A bit for each voxel that slices of two planes say different things of; null: there is none. */
  contradicted: Uint8Array | null;
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

/** The place of a slice in the volume, as a way through its voxels. @throws {Error} the volume has no such slice */
function walk({ header }: Pick<Volume, 'header'>, frame: number) {
  const plane = listPlanes(header).find(({ first, count }) => frame < first + count);
  if (!plane) throw new Error(`a volume of ${header.dims.join(' x ')} has no slice ${frame}`);
  const [slices, at] = [header.dims[plane.through.axis], frame - plane.first];
  const size = { width: header.dims[plane.across.axis], height: header.dims[plane.down.axis] };
  return { ...walkOf(header, plane, at % slices, Math.floor(at / slices)), ...size };
}

const isAxial = ({ header }: Pick<Volume, 'header'>, frame: number): boolean =>
  frame < (listPlanes(header)[0]?.count ?? 0);

/** What has anything in it. */
const filled = (lists: Readonly<Record<string, object>>): object =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => Object.keys(list).length > 0));

/**
 * Label maps: for each volume one of the same size and place, with the class of each voxel, counted from 1; 0 is background. Where
 * labels overlap, the upper one is seen. Voxels that no slice of the export has are of the number after the last class, `ignore`, so that what
 * nobody has looked at is no background; so are those where slices of two planes cross and say different things: which is right, nobody
 * said. Where there are slices of other planes than the axial one, `labels.json` lists all slices by volume, as frames from 0, under
 * `slices`, so that they come back as they were; `contradictions` counts the
 * voxels of each volume that two planes say different things of. `labels.json` names the numbers as nnU-Net does, `labels.txt` as ITK-SNAP does.
 */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const numberOf = classNumbers(classes, 1);
  const ignored = classes.length + 1;
  const taken = new Set<string>();
  let isIgnoreUsed = false;
  let volume: Volume | null = null;
  const slices: Record<string, readonly number[]> = {};
  const contradictions: Record<string, number> = {};

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
    values.fill(ignored);
    return { file, name: nameOf(file), head, header, values, given: [], contradicted: null };
  }

  function put(into: Volume, frame: number, map: (at: number) => number): void {
    const { first, right, below, width, height } = walk(into, frame);
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const at = first + y * below + x * right;
        const [before, now] = [into.values[at], map(y * width + x)];
        into.values[at] = now;
        if (before !== ignored && before !== now) contradict(into, at);
      }
  }

  function contradict(into: Volume, at: number): void {
    into.contradicted ??= new Uint8Array(Math.ceil(into.values.length / 8));
    into.contradicted[at >> 3] = (into.contradicted[at >> 3] ?? 0) | (1 << (at & 7));
  }

  function end(done: Volume): void {
    let count = 0;
    done.contradicted?.forEach((bits, byte) => {
      for (let bit = 0; bits >> bit !== 0; bit += 1) {
        if (((bits >> bit) & 1) === 0) continue;
        done.values[8 * byte + bit] = ignored;
        count += 1;
      }
    });
    if (count > 0) contradictions[done.name] = count;
    isIgnoreUsed ||= done.values.includes(ignored);
    if (done.given.some((frame) => !isAxial(done, frame))) slices[done.name] = done.given;
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
      volume.given.push(source.frame);
      put(volume, source.frame, (at) => map[at] as number);
    },
    finish() {
      if (volume) end(volume);
      const names = [...classes.map(({ name }) => name), ...(isIgnoreUsed ? [ignoreName] : [])];
      const numbers = Object.fromEntries(['background', ...names].map((name, number) => [name, number]));
      emit('labels.json', `${JSON.stringify({ labels: numbers, ...filled({ slices, contradictions }) }, null, 2)}\n`);
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
