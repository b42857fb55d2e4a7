import { resizeLinear } from './readImage.ts';
import type { ReferenceImage } from './readImage.ts';
import { runOnnx } from './runOnnx.ts';
import type { ReferenceTensor } from './runOnnx.ts';

/** Corners in pixels of the image. */
export interface ReferenceBox {
  readonly label: number;
  readonly score: number;
  readonly corners: readonly [number, number, number, number];
  /** Of every class, where the model gives them. */
  readonly classes?: readonly number[];
}

/**
 * Detectors read a second time, straight from the test data's SOURCES.md and by nothing of ours: what the families are
 * held against.
 */
export interface ReferenceDetector {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Overlap from which NMS suppresses, as SOURCES.md says it; null: there is none. */
  readonly nms: number | null;
  detect(path: string, image: ReferenceImage, minScore: number): Promise<ReferenceBox[]>;
}

function overlap(a: ReferenceBox['corners'], b: ReferenceBox['corners']): number {
  const area = ([left, top, right, bottom]: ReferenceBox['corners']): number => (right - left) * (bottom - top);
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (area(a) + area(b) - width * height);
}

function suppress(boxes: readonly ReferenceBox[], threshold: number): ReferenceBox[] {
  const waiting = [...boxes].sort((a, b) => b.score - a.score);
  const kept: ReferenceBox[] = [];
  while (waiting.length > 0) {
    const best = waiting.shift() as ReferenceBox;
    kept.push(best);
    for (let at = waiting.length - 1; at >= 0; at -= 1) {
      const other = waiting[at] as ReferenceBox;
      if (other.label === best.label && overlap(best.corners, other.corners) > threshold) waiting.splice(at, 1);
    }
  }
  return kept;
}

const cut = (
  { corners: [left, top, right, bottom], ...rest }: ReferenceBox,
  { width, height }: ReferenceImage,
): ReferenceBox => {
  const within = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  return { ...rest, corners: [within(left, width), within(top, height), within(right, width), within(bottom, height)] };
};

/** Planes in the order given (2, 1, 0 is BGR), `(value - mean) / std` of 0..255. */
function planes(
  image: ReferenceImage,
  order: readonly number[],
  mean: readonly number[],
  std: readonly number[],
): Float32Array {
  const size = image.width * image.height;
  const out = new Float32Array(3 * size);
  order.forEach((channel, plane) => {
    for (let at = 0; at < size; at += 1)
      out[plane * size + at] = ((image.rgb[at * 3 + channel] ?? 0) - (mean[plane] ?? 0)) / (std[plane] ?? 1);
  });
  return out;
}
const bgr = [2, 1, 0];
const rgb = [0, 1, 2];
const tensorOf = (width: number, height: number, values: Float32Array): ReferenceTensor => ({
  type: 'float32',
  dims: [1, 3, height, width],
  values,
});

/** The image in a square of one grey, at the top left or in the middle. */
function letterbox(image: ReferenceImage, side: number, grey: number, isCentred: boolean) {
  const scale = Math.min(side / image.width, side / image.height);
  const small = resizeLinear(image, Math.round(image.width * scale), Math.round(image.height * scale));
  const [x0, y0] = isCentred ? [Math.floor((side - small.width) / 2), Math.floor((side - small.height) / 2)] : [0, 0];
  const square = new Uint8Array(side * side * 3).fill(grey);
  for (let y = 0; y < small.height; y += 1)
    square.set(small.rgb.subarray(y * small.width * 3, (y + 1) * small.width * 3), ((y + y0) * side + x0) * 3);
  const back = ([left, top, right, bottom]: ReferenceBox['corners']): ReferenceBox['corners'] => [
    (left - x0) / scale,
    (top - y0) / scale,
    (right - x0) / scale,
    (bottom - y0) / scale,
  ];
  return { image: { width: side, height: side, rgb: square }, back };
}

function argmax(values: Float32Array): [number, number] {
  const best = values.reduce((at, value, index) => (value > (values[at] ?? 0) ? index : at), 0);
  return [best, values[best] ?? 0];
}
const output = (outputs: Readonly<Record<string, Float32Array>>, name: string): Float32Array => {
  const found = outputs[name];
  if (!found) throw new Error(`the model gave no ${name}`);
  return found;
};

const yolox: ReferenceDetector = {
  file: 'yolox_nano.onnx',
  width: 416,
  height: 416,
  nms: 0.45,
  async detect(path, image, minScore) {
    const { image: square, back } = letterbox(image, 416, 114, false);
    const feeds = { images: tensorOf(416, 416, planes(square, bgr, [0, 0, 0], [1, 1, 1])) };
    const rows = output(await runOnnx(path, feeds), 'output');
    const found: ReferenceBox[] = [];
    let row = 0;
    for (const stride of [8, 16, 32])
      for (let gy = 0; gy < 416 / stride; gy += 1)
        for (let gx = 0; gx < 416 / stride; gx += 1, row += 1) {
          const [x = 0, y = 0, w = 0, h = 0, objectness = 0, ...classes] = rows.subarray(row * 85, row * 85 + 85);
          const [label, best] = argmax(Float32Array.from(classes));
          const [cx, cy, width, height] = [
            (x + gx) * stride,
            (y + gy) * stride,
            Math.exp(w) * stride,
            Math.exp(h) * stride,
          ];
          const corners = back([cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2]);
          const scores = classes.map((value) => value * objectness);
          if (objectness * best >= minScore) found.push({ label, score: objectness * best, corners, classes: scores });
        }
    return suppress(found, 0.45).map((box) => cut(box, image));
  },
};

const nanodet: ReferenceDetector = {
  file: 'nanodet_m_320.onnx',
  width: 320,
  height: 320,
  nms: 0.6,
  async detect(path, image, minScore) {
    const { image: square, back } = letterbox(image, 320, 0, true);
    const values = planes(square, bgr, [103.53, 116.28, 123.675], [57.375, 57.12, 58.395]);
    const outputs = await runOnnx(path, { 'input.1': tensorOf(320, 320, values) });
    const found: ReferenceBox[] = [];
    for (const stride of [8, 16, 32]) {
      const side = 320 / stride;
      for (let cell = 0; cell < side * side; cell += 1) {
        const classes = output(outputs, `cls_pred_stride_${stride}`).subarray(cell * 80, cell * 80 + 80);
        const [label, score] = argmax(classes);
        if (score < minScore) continue;
        const distance = (index: number): number => {
          const from = cell * 32 + index * 8;
          const powers = [...output(outputs, `dis_pred_stride_${stride}`).subarray(from, from + 8)].map(Math.exp);
          const sum = powers.reduce((a, b) => a + b, 0);
          return powers.reduce((total, power, k) => total + (k * power) / sum, 0) * stride;
        };
        const cx = ((cell % side) + 0.5) * stride - 0.5;
        const cy = (Math.floor(cell / side) + 0.5) * stride - 0.5;
        const corners = back([cx - distance(0), cy - distance(1), cx + distance(2), cy + distance(3)]);
        found.push({ label, score, corners, classes: [...classes] });
      }
    }
    return suppress(found, 0.6).map((box) => cut(box, image));
  },
};

const deimv2: ReferenceDetector = {
  file: 'deimv2_atto_coco.onnx',
  width: 320,
  height: 320,
  nms: null,
  async detect(path, image, minScore) {
    const values = planes(resizeLinear(image, 320, 320), rgb, [0, 0, 0], [255, 255, 255]);
    const outputs = await runOnnx(path, {
      images: tensorOf(320, 320, values),
      orig_target_sizes: { type: 'int64', dims: [1, 2], values: [image.width, image.height] },
    });
    const [labels, boxes] = [output(outputs, 'labels'), output(outputs, 'boxes')];
    return [...output(outputs, 'scores')].flatMap((score, index) => {
      const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(index * 4, index * 4 + 4);
      const box: ReferenceBox = { label: labels[index] ?? -1, score, corners: [left, top, right, bottom] };
      return score >= minScore ? [cut(box, image)] : [];
    });
  },
};

const fastestdet: ReferenceDetector = {
  file: 'fastestdet.onnx',
  width: 352,
  height: 352,
  nms: 0.45,
  async detect(path, image, minScore) {
    const values = planes(resizeLinear(image, 352, 352), bgr, [0, 0, 0], [255, 255, 255]);
    const grid = output(await runOnnx(path, { 'input.1': tensorOf(352, 352, values) }), '758');
    const found: ReferenceBox[] = [];
    for (let gy = 0; gy < 22; gy += 1)
      for (let gx = 0; gx < 22; gx += 1) {
        const channel = (index: number): number => grid[index * 484 + gy * 22 + gx] ?? 0;
        const [label, best] = argmax(Float32Array.from({ length: 80 }, (_, index) => channel(5 + index)));
        const score = Math.pow(channel(0), 0.6) * Math.pow(best, 0.4);
        if (score < minScore) continue;
        const cx = ((gx + Math.tanh(channel(1))) / 22) * image.width;
        const cy = ((gy + Math.tanh(channel(2))) / 22) * image.height;
        const [w, h] = [image.width / (1 + Math.exp(-channel(3))), image.height / (1 + Math.exp(-channel(4)))];
        found.push({ label, score, corners: [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2] });
      }
    return suppress(found, 0.45).map((box) => cut(box, image));
  },
};

const ultraface: ReferenceDetector = {
  file: 'ultraface_rfb_320.onnx',
  width: 320,
  height: 240,
  nms: 0.5,
  async detect(path, image, minScore) {
    const values = planes(resizeLinear(image, 320, 240), rgb, [127, 127, 127], [128, 128, 128]);
    const outputs = await runOnnx(path, { input: tensorOf(320, 240, values) });
    const boxes = output(outputs, 'boxes');
    const found = Array.from({ length: 4420 }, (_, index): ReferenceBox => {
      const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(index * 4, index * 4 + 4);
      const { width, height } = image;
      const score = output(outputs, 'scores')[index * 2 + 1] ?? 0;
      return { label: 0, score, corners: [left * width, top * height, right * width, bottom * height] };
    }).filter(({ score }) => score >= minScore);
    return suppress(found, 0.5).map((box) => cut(box, image));
  },
};

export const referenceDetectors: readonly ReferenceDetector[] = [yolox, nanodet, deimv2, fastestdet, ultraface];
