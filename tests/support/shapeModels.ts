/** Models of constants, one for each family that gives more than boxes: what each says of every image. */
import path from 'node:path';
import { writeConstantModel } from './writeConstantModel.ts';

/** Cells of a 64 x 64 input at strides 8, 16 and 32. */
const cells = 84;

/** One row a place, value by value as YOLOv8 has them; the first places are used. */
function rowsOf(rows: readonly (readonly number[])[]): { dims: number[]; data: Float32Array } {
  const columns = rows[0]?.length ?? 0;
  const data = new Float32Array(columns * cells);
  for (const [row, values] of rows.entries())
    for (const [column, value] of values.entries()) data[column * cells + row] = value;
  return { dims: [1, columns, cells], data };
}

const input = [1, 3, 64, 64];
const names = "{0: 'cell'}";

/** A disc of class `cell` with a hole, and a square of class `dirt`; classes as planes, on a quarter of the cells. */
export function makeSegmentModel(folder: string, as: 'polygon' | 'mask' = 'polygon'): string {
  const data = new Float32Array(3 * 64 * 64);
  for (let y = 0; y < 64; y += 1)
    for (let x = 0; x < 64; x += 1) {
      const away = Math.hypot(x + 0.5 - 24, y + 0.5 - 32);
      const label = away < 16 && away > 6 ? 1 : x > 48 && y > 48 && x < 60 && y < 60 ? 2 : 0;
      data[label * 4096 + y * 64 + x] = 4;
    }
  const image = { widthPx: 64, heightPx: 64, layout: 'NCHW', dtype: 'float32', channels: 'RGB' };
  const scaling = { scale: 1 / 255, mean: [0], std: [1], resize: 'stretch', pad: 0 };
  // Three planes could be a picture: the card says what they are.
  const card = {
    family: 'segment',
    task: 'segment',
    classes: ['background', 'cell', 'dirt'],
    input: { ...image, ...scaling },
    output: { as },
  };
  const outputs = [{ dims: [1, 3, 64, 64], data }];
  // Named: the same bytes are the same model, however it is to be read.
  return writeConstantModel(path.join(folder, `segment-${as}.onnx`), { input, outputs, card, metadata: { as } });
}

/** A disc of 16 pixels of the input around its middle. */
export function makeYoloSegmentModel(folder: string, as: 'polygon' | 'mask' = 'polygon'): string {
  const data = Float32Array.from(
    { length: 256 },
    (_, cell) => 4 - Math.hypot((cell % 16) + 0.5 - 8, Math.floor(cell / 16) + 0.5 - 8),
  );
  const outputs = [rowsOf([[32, 32, 40, 40, 0.9, 1]]), { dims: [1, 1, 16, 16], data }];
  const metadata = { names, task: 'segment', as };
  return writeConstantModel(path.join(folder, `yolo-segment-${as}.onnx`), {
    input,
    outputs,
    metadata,
    card: { output: { as } },
  });
}

/** Two of three joints visible. */
export function makePoseModel(folder: string): string {
  const outputs = [rowsOf([[32, 32, 40, 40, 0.9, 20, 30, 0.9, 40, 30, 0.8, 30, 45, 0.1]])];
  return writeConstantModel(path.join(folder, 'pose.onnx'), {
    input,
    outputs,
    metadata: { names, task: 'pose', kpt_shape: '[3, 3]' },
  });
}

/** One box turned by half a radian, clockwise, and one across it of less score. */
export function makeObbModel(folder: string): string {
  const outputs = [
    rowsOf([
      [32, 32, 40, 6, 0.9, 0.5],
      [32, 32, 40, 6, 0.8, 0.5 - Math.PI / 2],
    ]),
  ];
  return writeConstantModel(path.join(folder, 'obb.onnx'), { input, outputs, metadata: { names, task: 'obb' } });
}

/** A square that fills its box; it takes an image, not a batch of one. */
export function makeMaskRcnnModel(folder: string): string {
  const outputs = [
    { dims: [1, 4], data: Float32Array.of(16, 16, 48, 48) },
    { dims: [1], data: BigInt64Array.of(1n) },
    { dims: [1], data: Float32Array.of(0.9) },
    { dims: [1, 1, 28, 28], data: new Float32Array(784).fill(1) },
  ];
  const file = path.join(folder, 'mask-rcnn.onnx');
  return writeConstantModel(file, { input: [3, 64, 64], outputs, card: { classes: ['background', 'cell'] } });
}
