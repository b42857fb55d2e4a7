import type { Emit, ExportHeader, Format, FormatWriter } from '../format.ts';
import { classNumbers } from '../parts/classNames.ts';
import { paintLabelMap } from '../parts/labelMap.ts';

/**
 * An array as NumPy stores it (numpy.org, "NumPy file format", version 1.0): magic, version, length of the head in two bytes, the head,
 * which ends in a line break and is filled up with spaces to a multiple of 64 bytes, the values in rows, lowest byte first.
 */
export function toNpy(values: Uint8Array | Uint16Array, shape: readonly number[]): Uint8Array {
  const type = values instanceof Uint8Array ? '|u1' : '<u2';
  const said = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const head = `${said.padEnd(Math.ceil((said.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + head.length + values.byteLength);
  bytes.set([0x93, ...[...'NUMPY'].map((char) => char.charCodeAt(0)), 1, 0, head.length & 0xff, head.length >> 8]);
  bytes.set(
    [...head].map((char) => char.charCodeAt(0)),
    10,
  );
  const view = new DataView(bytes.buffer, 10 + head.length);
  if (values instanceof Uint8Array) bytes.set(values, 10 + head.length);
  else values.forEach((value, index) => view.setUint16(2 * index, value, true));
  return bytes;
}

/** A NumPy array `[height, width]` for each image: the class of each pixel, counted from 1, 0 is background. `classes.txt` names them. */
function createWriter({ classes }: ExportHeader, emit: Emit): FormatWriter {
  const numberOf = classNumbers(classes, 1);
  emit('classes.txt', ['background', ...classes.map(({ name }) => name)].map((name) => `${name}\n`).join(''));
  return {
    item({ stem, widthPx, heightPx, labels }) {
      const painted = labels.map(({ shape, classId }) => ({ shape, number: numberOf(classId) }));
      const map = paintLabelMap(painted, { width: widthPx, height: heightPx }, classes.length);
      emit(`masks/${stem}.npy`, toNpy(map, [heightPx, widthPx]));
    },
    finish: () => undefined,
  };
}

export const npy: Format = {
  id: 'npy',
  name: 'NumPy label maps',
  shapes: ['mask', 'polygon', 'ellipse'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: true,
  holdsFractions: false,
  cutsAtBorder: true,
  imageFolder: 'images',
  createWriter,
};
