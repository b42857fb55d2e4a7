import { eachFile } from '../read/eachFile.ts';
import { mapMasks, numberedName } from '../read/mapLabels.ts';
import { namedClasses } from '../read/records.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';
import { readClassList } from './classList.ts';

const npyFiles = (tree: SourceTree): string[] => tree.files.flatMap(({ path }) => (/\.npy$/i.test(path) ? [path] : []));

type ValueOf = (view: DataView, at: number) => number;

/** By NumPy's type without its byte order: bytes of a value, and how it is read. */
const types: Readonly<Record<string, readonly [bytes: number, read: (isLittle: boolean) => ValueOf]>> = {
  b1: [1, () => (view, at) => view.getUint8(at)],
  u1: [1, () => (view, at) => view.getUint8(at)],
  i1: [1, () => (view, at) => view.getInt8(at)],
  u2: [2, (isLittle) => (view, at) => view.getUint16(at, isLittle)],
  i2: [2, (isLittle) => (view, at) => view.getInt16(at, isLittle)],
  u4: [4, (isLittle) => (view, at) => view.getUint32(at, isLittle)],
  i4: [4, (isLittle) => (view, at) => view.getInt32(at, isLittle)],
  i8: [8, (isLittle) => (view, at) => Number(view.getBigInt64(at, isLittle))],
  u8: [8, (isLittle) => (view, at) => Number(view.getBigUint64(at, isLittle))],
};

interface Array2d {
  readonly width: number;
  readonly height: number;
  readonly values: Int32Array;
}

/** @throws {BrokenFile} file.unreadable: no whole numbers in two dimensions, or cut off */
function readArray(path: string, bytes: Uint8Array): Array2d {
  const broken = (reason: string): BrokenFile => new BrokenFile({ path, code: 'file.unreadable', details: { reason } });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY')
    throw broken('no NumPy array');
  const isLong = (bytes[6] ?? 1) > 1;
  const headLength = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (isLong ? 12 : 10) + headLength;
  if (start > bytes.length || headLength > 65_536) throw broken('its head is cut off');
  const head = String.fromCharCode(...bytes.subarray(start - headLength, start));
  const [, order = '', type = ''] = /'descr'\s*:\s*'([<>|=])([a-z]\d+)'/.exec(head) ?? [];
  const isByColumns = /'fortran_order'\s*:\s*True/.test(head);
  const shape = (/'shape'\s*:\s*\(([^)]*)\)/.exec(head)?.[1] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
    .map(Number);
  const known = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!known) throw broken(`dtype ${order}${type}`);
  const [height = 0, width = 0] = shape;
  if (shape.length !== 2 || !shape.every((side) => Number.isInteger(side) && side > 0))
    throw broken(`shape (${shape.join(', ')})`);
  const [size, reader] = known;
  if (start + width * height * size > bytes.length) throw broken('it ends too early');
  const valueOf = reader(order !== '>');
  const values = Int32Array.from({ length: width * height }, (_, at) => {
    const place = isByColumns ? (at % width) * height + Math.floor(at / width) : at;
    return valueOf(view, start + place * size);
  });
  return { width, height, values };
}

function readOne(tree: SourceTree, path: string, names: readonly string[], sink: RecordSink): void {
  const { values, ...size } = readArray(path, tree.bytes(path));
  const classRef = namedClasses(sink);
  const name = path.replace(/^(?:.*\/)?(?:masks|labels)\//, '').replace(/\.npy$/i, '');
  sink.image({ ref: path, path: name, widthPx: size.width, heightPx: size.height });
  for (const { number, shape } of mapMasks(values, size))
    sink.label({ imageRef: path, classRef: classRef(numberedName(names, number)), shape, place: { path } });
}

/** NumPy arrays `[height, width]` of whole numbers (numpy.org, "NumPy file format"): a mask for each number but 0. */
export const npyReader: FormatReader = {
  recognise(tree) {
    const [first] = npyFiles(tree);
    return first === undefined ? null : { sure: 0.8, seen: { path: first, marks: 'NUMPY' } };
  },
  read(tree, sink) {
    const { names } = readClassList(tree, sink);
    eachFile(npyFiles(tree), sink, (path) => readOne(tree, path, names, sink));
  },
};
