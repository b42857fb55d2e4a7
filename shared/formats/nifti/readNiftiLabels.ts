import { Gunzip } from 'fflate';
import { readNiftiHeader } from '../../medical/nifti/niftiHeader.ts';
import type { NiftiHeader } from '../../medical/nifti/niftiHeader.ts';
import { listPlanes, walkOf } from '../../medical/nifti/planes.ts';
import { eachFile } from '../read/eachFile.ts';
import { mapMasks } from '../read/mapLabels.ts';
import { namedClasses } from '../read/records.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';
import { findLabelList, ignoreName, readLabelList } from './labelList.ts';
import type { LabelList } from './labelList.ts';

const niftiFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.nii(\.gz)?$/i.test(path) ? [path] : []));

const ending = /\.nii(\.gz)?$/i;
const headLength = 544;
const pieceLength = 1 << 16;
/** A volume on disk; unfolded it may be as large as two bytes for each voxel that can be. */
const mostMiB = 1024;
const mostBytes = 2 ** 31;
const mostSlices = 20_000;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The start of what is folded, up to `most(start)` bytes: a few bytes can unfold to any number, so the header tells how many are wanted.
 * @throws what fflate says of damage
 */
function unfold(bytes: Uint8Array, most: (start: Uint8Array) => number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let [total, wanted] = [0, headLength];
  const gunzip = new Gunzip((piece) => {
    pieces.push(piece);
    total += piece.length;
  });
  const joined = (length: number): Uint8Array => {
    const whole = new Uint8Array(Math.min(length, total));
    let at = 0;
    for (const piece of pieces) {
      if (at >= whole.length) break;
      whole.set(piece.subarray(0, whole.length - at), at);
      at += piece.length;
    }
    return whole;
  };
  let isKnown = false;
  for (let at = 0; at < bytes.length && total < wanted; at += pieceLength) {
    gunzip.push(bytes.subarray(at, at + pieceLength), at + pieceLength >= bytes.length);
    if (isKnown || total < headLength) continue;
    wanted = most(joined(headLength));
    isKnown = true;
  }
  return joined(wanted);
}

type ValueOf = (view: DataView, at: number, isLittleEndian: boolean) => number;

/** Whole numbers, and floats that programs write them as. Source: nifti1.h, the DT_ codes. */
const types: Readonly<Record<number, readonly [bytes: number, read: ValueOf]>> = {
  2: [1, (view, at) => view.getUint8(at)],
  256: [1, (view, at) => view.getInt8(at)],
  4: [2, (view, at, le) => view.getInt16(at, le)],
  512: [2, (view, at, le) => view.getUint16(at, le)],
  8: [4, (view, at, le) => view.getInt32(at, le)],
  768: [4, (view, at, le) => view.getUint32(at, le)],
  1024: [8, (view, at, le) => Number(view.getBigInt64(at, le))],
  1280: [8, (view, at, le) => Number(view.getBigUint64(at, le))],
  16: [4, (view, at, le) => view.getFloat32(at, le)],
  64: [8, (view, at, le) => view.getFloat64(at, le)],
};
const wholeTypes = new Set([2, 256, 4, 512, 8, 768, 1024, 1280]);

/** Bytes up to the last voxel. @throws {Error} more than can be read */
function lengthOf({ dims, offset, type }: NiftiHeader): number {
  const length = offset + dims.reduce((product, side) => product * side, 1) * (types[type]?.[0] ?? 0);
  if (length > mostBytes) throw new Error(`it has ${dims.join(' x ')} voxels`);
  return length;
}

function openVolume(tree: SourceTree, path: string): { readonly header: NiftiHeader; readonly bytes: Uint8Array } {
  const broken = (reason: string): BrokenFile => new BrokenFile({ path, code: 'file.unreadable', details: { reason } });
  const file = tree.bytes(path, mostMiB);
  try {
    const bytes = isGzip(file) ? unfold(file, (start) => lengthOf(readNiftiHeader(start))) : file;
    const header = readNiftiHeader(bytes);
    const { type, offset } = header;
    if (!types[type]) throw broken(`its values are of type ${type}`);
    if (!Number.isInteger(offset) || offset < 0) throw broken(`its voxels begin at ${offset}`);
    if (bytes.length < lengthOf(header)) throw new BrokenFile({ path, code: 'file.cutOff' });
    return { header, bytes };
  } catch (error) {
    if (error instanceof BrokenFile) throw error;
    // fflate throws plain errors.
    throw broken(error instanceof Error ? error.message : String(error));
  }
}

/** The slices that a map tells of: those that its list names, else the axial ones; each as its frame and the way through its voxels. */
function* slicesOf(header: NiftiHeader, listed: ReadonlySet<number> | undefined) {
  const { dims } = header;
  for (const plane of listPlanes(header)) {
    if (!listed && plane.plane !== 'axial') continue;
    const slices = dims[plane.through.axis];
    const image = { width: dims[plane.across.axis], height: dims[plane.down.axis] };
    for (let at = 0; at < plane.count; at += 1) {
      const frame = plane.first + at;
      if (listed && plane.plane !== 'axial' && !listed.has(frame)) continue;
      yield {
        frame,
        image,
        isListed: listed?.has(frame) ?? true,
        walk: walkOf(header, plane, at % slices, Math.floor(at / slices)),
      };
    }
  }
}

function readOne(tree: SourceTree, path: string, { names, slices }: LabelList, sink: RecordSink): void {
  const { header, bytes } = openVolume(tree, path);
  const { offset, type, isLittleEndian } = header;
  const [size, read] = types[type] as readonly [number, ValueOf];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [axial] = listPlanes(header);
  if (!axial || axial.count > mostSlices)
    throw new BrokenFile({ path, code: 'file.layout', details: { reason: `${axial?.count ?? 0} slices` } });
  const name = path.replace(/^(?:.*\/)?labels(?:Tr|Ts)?\//, '').replace(ending, '');
  const classRef = namedClasses(sink);
  const ignored = [...names].find(([, name]) => name === ignoreName)?.[0] ?? -1;
  for (const { frame, image, isListed, walk } of slicesOf(header, slices.get(path.replace(ending, '')))) {
    const { first, right, below } = walk;
    const values = new Int32Array(image.width * image.height);
    let at = 0;
    for (let y = 0; y < image.height; y += 1)
      for (let x = 0; x < image.width; x += 1, at += 1)
        // What is below 0, or no number, is no class.
        values[at] = Math.max(0, read(view, offset + (first + y * below + x * right) * size, isLittleEndian) || 0);
    const ref = `${path}#${frame}`;
    // Of a slice that was not labeled, the map has what slices of other planes say where they cross it.
    const isUnlabeled = !isListed || values.every((value) => value === ignored);
    sink.image({
      ...{ ref, frame, frameCount: axial.count, widthPx: image.width, heightPx: image.height, isUnlabeled },
      path: name,
    });
    if (isUnlabeled) continue;
    for (const { number, shape } of mapMasks(values, image, new Set([ignored])))
      sink.label({
        ...{ imageRef: ref, shape, place: { path } },
        classRef: classRef(names.get(number) ?? `class ${number}`),
      });
  }
}

/** Whether a volume may be a label map: it has whole numbers. */
function isWhole(tree: SourceTree, path: string): boolean {
  try {
    const start = tree.headBytes(path);
    const head = isGzip(start) ? unfold(start, () => headLength) : start;
    return wholeTypes.has(readNiftiHeader(head).type);
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/**
 * Label maps: volumes of class numbers, a mask for each number but 0 in each axial slice, as the volume of the same name is shown.
 * Where the list says which slices were labeled (`slices`, see niftiLabels), slices of other planes are read, too, and no others.
 * Names are those of nnU-Net (`labels.json`, `dataset.json`) or ITK-SNAP. Slices that are `ignore` all over are not labeled.
 */
export const niftiReader: FormatReader = {
  recognise(tree) {
    const [first] = niftiFiles(tree);
    if (first === undefined || !isWhole(tree, first)) return null;
    const list = findLabelList(tree);
    const isSure = list !== undefined || /(?:^|\/)labels/i.test(first);
    return { sure: isSure ? 0.9 : 0.6, seen: { path: list ?? first, marks: 'NIfTI' } };
  },
  read(tree, sink) {
    const list = readLabelList(tree, sink);
    eachFile(niftiFiles(tree), sink, (path) => readOne(tree, path, list, sink));
  },
};
