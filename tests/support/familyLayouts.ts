import type { ModelSignature, TensorInfo } from '#shared/contract/inferenceApi.ts';
import type { Box } from '#shared/metrics/iou.ts';
import type { ConstantOutput } from './makeConstantModel.ts';

/** One public export layout: what its file looks like, and numbers in it that mean a known object. */
export interface FamilyLayout {
  readonly title: string;
  readonly family: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly ConstantOutput[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** In pixels of an image of `imageSize`; null: of the whole image. */
  readonly box: Box | null;
  readonly className: string;
  readonly score: number;
}

/** Twice as wide as high: stretching and letterboxing differ. */
export const imageSize = { widthPx: 128, heightPx: 64 };
const box: Box = [44, 20, 40, 24];
type Corners = readonly [number, number, number, number];
/** The box as corners in an input of 64 x 64, by how the image is put there. */
const letterboxed: Corners = [22, 26, 42, 38];
const stretched: Corners = [22, 20, 42, 44];
const topLeft: Corners = [22, 10, 42, 22];
const inImage: Corners = [44, 20, 84, 44];
const unit = (corners: Corners): number[] => corners.map((side) => side / 64);
const centred = ([left, top, right, bottom]: readonly number[]): number[] =>
  left === undefined || top === undefined || right === undefined || bottom === undefined
    ? []
    : [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];

const nchw: TensorInfo = { name: 'images', dtype: 'float32', shape: [1, 3, 64, 64] };
const floats = (
  name: string,
  dims: readonly number[],
  put: Readonly<Record<number, readonly number[]>>,
  shape?: readonly (number | string)[],
): ConstantOutput => {
  const values = new Float32Array(dims.reduce((product, size) => product * size, 1));
  for (const [at, numbers] of Object.entries(put)) values.set(numbers, Number(at));
  return { name, dtype: 'float32', dims, values, ...(shape ? { shape } : {}) };
};
const zeros = (count: number): number[] => Array<number>(count).fill(0);
/** Class scores of which one stands out. */
const only = (count: number, at: number, value: number, rest = 0): number[] =>
  Array.from({ length: count }, (_, index) => (index === at ? value : rest));
const logit = (value: number): number => Math.log(value / (1 - value));

/** The same object as it must be said by one cell of a grid with distributions of 8 bins a side. */
function distributions(corners: Corners, centreX: number, centreY: number, stride: number): number[] {
  const [left, top, right, bottom] = corners;
  return [centreX - left, centreY - top, right - centreX, bottom - centreY].flatMap((distance) => {
    const [whole, part] = [Math.floor(distance / stride), (distance / stride) % 1];
    return Array.from({ length: 8 }, (_, bin) => {
      if (bin === whole) return Math.log(1 - part);
      return bin === whole + 1 && part > 0 ? Math.log(part) : -60;
    });
  });
}
/** Column 2, row 2 of a grid of four: stride 16 in 64. */
const cell = 2 * 4 + 2;
/** A cell of stride 8 by column and row. */
const fineCell = (at: number): number => at * 8 + at;
/** Outputs by stride, their cells of 64 x 64 counted, with one object in cell (3, 3) of the finest. */
const gridSizes: readonly [number, number][] = [
  [8, 64],
  [16, 16],
  [32, 4],
  [64, 1],
];
const gridOutputs = (
  strides: number,
  name: (kind: string, stride: number) => string,
  sides: readonly number[],
): ConstantOutput[] =>
  ['cls', 'dis'].flatMap((kind) =>
    gridSizes.slice(0, strides).map(([stride, cells]) => {
      const width = kind === 'cls' ? 80 : 32;
      const numbers = kind === 'cls' ? only(80, 5, 0.75) : sides;
      return floats(name(kind, stride), [1, cells, width], stride === 8 ? { [fineCell(3) * width]: numbers } : {});
    }),
  );

const found = { box, className: 'bus', score: 0.75 };
const rowOf = (corners: Corners, columns: number): Record<number, number[]> => ({
  [7 * columns]: [...centred(corners), ...(columns === 85 ? [1] : []), ...only(80, 5, 0.75)],
});

export const detectorLayouts: readonly FamilyLayout[] = [
  {
    title: 'YOLOv3-tiny as Ultralytics exports it',
    family: 'ultralytics',
    inputs: [nchw],
    outputs: [floats('output', [1, 60, 85], rowOf(letterboxed, 85))],
    ...found,
  },
  {
    title: 'YOLOv7',
    family: 'ultralytics',
    inputs: [nchw],
    outputs: [floats('output', [1, 252, 85], rowOf(letterboxed, 85))],
    ...found,
  },
  {
    title: 'YOLOv7 with its suppression',
    family: 'yolo-end',
    inputs: [nchw],
    outputs: [floats('output', [2, 7], { 7: [0, ...letterboxed, 5, 0.75] }, ['n', 7])],
    ...found,
  },
  {
    title: 'YOLOv10',
    family: 'yolo-end',
    inputs: [nchw],
    outputs: [floats('output0', [1, 300, 6], { 6: [...letterboxed, 0.75, 5] })],
    ...found,
  },
  {
    title: 'YOLO26 with dynamic sizes',
    family: 'yolo-end',
    inputs: [{ ...nchw, shape: ['batch', 3, 'height', 'width'] }],
    outputs: [floats('output0', [1, 300, 6], { 6: [...letterboxed, 0.75, 1] }, ['batch', 'n', 6])],
    metadata: { task: 'detect', names: "{0: 'a', 1: 'bus'}", imgsz: '[64, 64]', end2end: 'True' },
    ...found,
  },
  {
    title: 'YOLOv3-tiny of keras-yolo3',
    family: 'keras-yolo3',
    inputs: [
      { name: 'input_1', dtype: 'float32', shape: ['n', 3, 64, 64] },
      { name: 'image_shape', dtype: 'float32', shape: ['n', 2] },
    ],
    outputs: [
      {
        // Top, left, bottom, right as parts of height and width: in this order only.
        ...floats('yolonms_layer_1', [1, 1, 4], { 0: [20, 44, 44, 84] }, [1, 'boxes', 4]),
        times: {
          input: 'image_shape',
          dims: [1, 2, 4],
          matrix: [20 / 64, 0, 44 / 64, 0, 0, 44 / 128, 0, 84 / 128],
        },
      },
      floats('yolonms_layer_1:1', [1, 80, 1], { 5: [0.75] }, [1, 80, 'boxes']),
      { name: 'yolonms_layer_1:2', dtype: 'int32', shape: [1, 'n', 3], dims: [1, 1, 3], values: [0, 5, 0] },
    ],
    ...found,
  },
  {
    title: 'raw heads of darknet',
    family: 'darknet',
    inputs: [nchw],
    outputs: [
      floats('head32', [1, 255, 2, 2], Object.fromEntries(zeros(255 * 4).map((_, at) => [at, [-60]]))),
      // The second anchor, 23 x 27, of cell (2, 2) of stride 16; channels first.
      floats('head16', [1, 255, 4, 4], {
        ...Object.fromEntries(zeros(255 * 16).map((_, at) => [at, [-60]])),
        ...Object.fromEntries(
          [logit(1e-7), logit(1e-7), Math.log(20 / 23), Math.log(12 / 27), 60, ...only(80, 5, logit(0.75), -60)].map(
            (value, channel) => [(85 + channel) * 16 + cell, [value]],
          ),
        ),
      }),
    ],
    ...found,
  },
  {
    title: 'SSD-MobileNet of TensorFlow',
    family: 'tf-detection',
    inputs: [{ name: 'image_tensor:0', dtype: 'uint8', shape: [1, 'h', 'w', 3] }],
    outputs: [
      floats('detection_boxes:0', [1, 10, 4], { 0: [20 / 64, 44 / 128, 44 / 64, 84 / 128] }),
      floats('detection_classes:0', [1, 10], { 0: [6] }),
      floats('detection_scores:0', [1, 10], { 0: [0.75] }),
      floats('num_detections:0', [1], { 0: [1] }),
    ],
    ...found,
  },
  {
    title: 'torchvision, whose image has no batch',
    family: 'torchvision',
    inputs: [{ name: 'image', dtype: 'float32', shape: [3, 64, 64] }],
    outputs: [
      floats('boxes', [2, 4], { 4: topLeft }, ['n', 4]),
      { name: 'labels', dtype: 'int64', shape: ['n'], dims: [2], values: [0, 6] },
      floats('scores', [2], { 0: [0.9, 0.75] }, ['n']),
    ],
    ...found,
  },
  {
    title: 'NanoDet',
    family: 'nanodet',
    inputs: [{ ...nchw, name: 'input.1' }],
    outputs: gridOutputs(
      3,
      (kind, stride) => `${kind}_pred_stride_${stride}`,
      distributions(letterboxed, 27.5, 27.5, 8),
    ),
    ...found,
  },
  {
    title: 'NanoDet in one tensor',
    family: 'nanodet',
    inputs: [nchw],
    outputs: [
      floats('output', [1, 84, 112], {
        [fineCell(3) * 112]: [...only(80, 5, 0.75), ...distributions(letterboxed, 27.5, 27.5, 8)],
      }),
    ],
    ...found,
  },
  {
    title: 'NanoDet-Plus',
    family: 'nanodet',
    inputs: [nchw],
    outputs: [
      floats('output', [1, 85, 112], {
        [fineCell(4) * 112]: [...only(80, 5, 0.75), ...distributions(letterboxed, 32, 32, 8)],
      }),
    ],
    ...found,
  },
  {
    title: 'PicoDet without suppression',
    family: 'picodet',
    inputs: [{ ...nchw, name: 'image' }],
    outputs: gridOutputs(
      4,
      (kind, stride) => `transpose_${kind === 'cls' ? stride : stride + 1}.tmp_0`,
      distributions(stretched, 28, 28, 8),
    ),
    ...found,
  },
  {
    title: 'PicoDet with suppression',
    family: 'picodet',
    inputs: [
      { name: 'scale_factor', dtype: 'float32', shape: ['n', 2] },
      { ...nchw, name: 'image' },
    ],
    outputs: [
      floats('multiclass_nms3_0.tmp_0', [2, 6], { 0: [5, 0.75, ...inImage], 6: [-1, 0.9, 0, 0, 9, 9] }, ['n', 6]),
      { name: 'multiclass_nms3_0.tmp_2', dtype: 'int32', shape: ['n'], dims: [1], values: [2] },
    ],
    ...found,
  },
  {
    title: 'FastestDet',
    family: 'fastestdet',
    inputs: [nchw],
    outputs: [
      floats(
        'output',
        [1, 85, 4, 4],
        Object.fromEntries(
          // The centre (32, 32) is the corner of the cell.
          [0.75, 0, 0, logit(20 / 64), logit(24 / 64), ...only(80, 5, 0.75)].map((value, channel) => [
            channel * 16 + cell,
            [value],
          ]),
        ),
      ),
    ],
    ...found,
  },
  {
    title: 'UltraFace',
    family: 'ssd',
    inputs: [nchw],
    outputs: [
      floats('scores', [1, 5, 2], { 0: [0.9, 0.1], 4: [0.25, 0.75] }),
      floats('boxes', [1, 5, 4], { 8: unit(stretched) }),
    ],
    box,
    className: 'face',
    score: 0.75,
  },
  {
    title: 'YOLOv4 of pytorch-YOLOv4',
    family: 'ssd',
    inputs: [nchw],
    outputs: [
      floats('boxes', [1, 5, 1, 4], { 8: unit(stretched) }),
      floats('confs', [1, 5, 80], { [2 * 80]: only(80, 5, 0.75) }),
    ],
    ...found,
  },
  {
    title: 'D-FINE, which asks for the size of the image',
    family: 'detr',
    inputs: [nchw, { name: 'orig_target_sizes', dtype: 'int64', shape: [1, 2] }],
    outputs: [
      { name: 'labels', dtype: 'int64', shape: [1, 'n'], dims: [1, 1], values: [5] },
      {
        ...{ name: 'boxes', dtype: 'int64', shape: [1, 'n', 4], dims: [1, 1, 4], values: [0, 0, 128, 64] },
        times: { input: 'orig_target_sizes', dims: [1, 2, 4], matrix: [0, 0, 1, 0, 0, 0, 0, 1] },
      },
      floats('scores', [1, 1], { 0: [0.75] }, [1, 'n']),
    ],
    ...found,
    box: [0, 0, 128, 64],
  },
  {
    title: 'RT-DETR of Ultralytics',
    family: 'rtdetr',
    // 64 x 64 has 84 cells, as many as a query has numbers.
    inputs: [{ ...nchw, shape: [1, 3, 96, 96] }],
    outputs: [floats('output0', [1, 300, 84], { [9 * 84]: [...centred(unit(stretched)), ...only(80, 5, 0.75)] })],
    ...found,
  },
  {
    title: 'RT-DETR of Transformers',
    family: 'detr-logits',
    inputs: [{ name: 'pixel_values', dtype: 'float32', shape: ['batch', 'channels', 64, 64] }],
    outputs: [
      floats('logits', [1, 4, 80], { 0: Array<number>(320).fill(-60), 160: only(80, 5, logit(0.75), -60) }),
      floats('pred_boxes', [1, 4, 4], { 8: centred(unit(stretched)) }),
    ],
    ...found,
  },
];

const whole = { box: null, family: 'classify' };
export const classifierLayouts: readonly FamilyLayout[] = [
  {
    title: 'MobileNetV2 or ResNet: logits of 1000 classes',
    inputs: [{ name: 'input', dtype: 'float32', shape: ['batch', 3, 224, 224] }],
    outputs: [floats('output', [1, 1000], { 0: only(1000, 294, Math.log(999 * 3)) }, ['batch', 1000])],
    ...{ ...whole, className: 'brown bear, bruin, Ursus arctos', score: 0.75 },
  },
  {
    title: 'EfficientNet-Lite: probabilities, colours last',
    inputs: [{ name: 'images:0', dtype: 'float32', shape: [1, 64, 64, 3] }],
    outputs: [floats('Softmax:0', [1, 1000], { 0: only(1000, 294, 0.75, 0.25 / 999) })],
    ...{ ...whole, className: 'brown bear, bruin, Ursus arctos', score: 0.75 },
  },
  {
    title: 'MobileNet of TensorFlow: 1001 classes, the first of them the background',
    inputs: [{ name: 'input', dtype: 'uint8', shape: [1, 64, 64, 3] }],
    outputs: [floats('probs', [1, 1, 1, 1001], { 0: only(1001, 295, 0.75, 0.25 / 1000) })],
    ...{ ...whole, className: 'brown bear, bruin, Ursus arctos', score: 0.75 },
  },
  {
    title: 'ViT of Transformers: all sizes dynamic',
    inputs: [{ name: 'pixel_values', dtype: 'float32', shape: ['batch_size', 'num_channels', 'height', 'width'] }],
    outputs: [floats('logits', [1, 1000], { 0: only(1000, 294, Math.log(999 * 3)) }, ['batch_size', 1000])],
    ...{ ...whole, className: 'brown bear, bruin, Ursus arctos', score: 0.75 },
  },
  {
    title: 'digits in grey',
    inputs: [{ name: 'Input3', dtype: 'float32', shape: [1, 1, 28, 28] }],
    outputs: [floats('Plus214_Output_0', [1, 10], { 0: only(10, 7, Math.log(9 * 3)) })],
    ...{ ...whole, className: 'class 7', score: 0.75 },
  },
  {
    title: 'SqueezeNet: trailing sizes of one',
    inputs: [{ name: 'data_0', dtype: 'float32', shape: [1, 3, 224, 224] }],
    outputs: [floats('softmaxout_1', [1, 1000, 1, 1], { 0: only(1000, 294, 0.75, 0.25 / 999) })],
    ...{ ...whole, className: 'brown bear, bruin, Ursus arctos', score: 0.75 },
  },
];

/** What the file of a layout says of itself. */
export const signatureOf = ({ inputs, outputs, metadata }: FamilyLayout): ModelSignature => ({
  inputs,
  outputs: outputs.map(({ name, dtype, dims, shape }) => ({ name, dtype, shape: shape ?? dims })),
  metadata: metadata ?? {},
  sha256: 'a'.repeat(64),
  sizeBytes: 1,
});
