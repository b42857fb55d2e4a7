import { readImage, resizeLinear } from './readImage.ts';
import type { ReferenceImage } from './readImage.ts';
import { runOnnx } from './runOnnx.ts';
import type { ReferenceOutputs, ReferenceTensor } from './runOnnx.ts';

/** Classifiers read a second time, straight from the test data's SOURCES.md and by nothing of ours. */
export interface ReferenceClassifier {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Of every class, in the order of the model's output. */
  probabilities(path: string, image: string): Promise<readonly number[]>;
  /** The best class and its probability. */
  classify(path: string, image: string): Promise<{ readonly label: number; readonly score: number }>;
}

type Prepare = (image: ReferenceImage) => ReferenceTensor;

function best(values: readonly number[]): { label: number; score: number } {
  const score = Math.max(...values);
  return { label: values.indexOf(score), score };
}
function softmax(values: readonly number[]): number[] {
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function make(
  [file, input, output]: readonly [string, string, string],
  side: number,
  prepare: Prepare,
  finish: (values: readonly number[]) => readonly number[] = (values) => values,
): ReferenceClassifier {
  async function probabilities(path: string, image: string): Promise<readonly number[]> {
    const tensor = prepare(resizeLinear(await readImage(image), side, side));
    const outputs: ReferenceOutputs = await runOnnx(path, { [input]: tensor });
    return finish([...(outputs[output] ?? [])]);
  }
  return {
    file,
    width: side,
    height: side,
    probabilities,
    async classify(path, image) {
      return best(await probabilities(path, image));
    },
  };
}

/** One value for each pixel and plane, planes one after the other. */
const byPlane = (
  { rgb }: ReferenceImage,
  order: readonly number[],
  value: (byte: number, plane: number) => number,
): number[] =>
  order.flatMap((channel, plane) =>
    Array.from({ length: rgb.length / 3 }, (_, at) => value(rgb[at * 3 + channel] ?? 0, plane)),
  );

export const referenceClassifiers: readonly ReferenceClassifier[] = [
  make(['squeezenet1_fp16.onnx', 'data_0', 'softmaxout_1'], 224, (image) => ({
    type: 'float16',
    dims: [1, 3, 224, 224],
    values: byPlane(image, [2, 1, 0], (byte, plane) => byte - ([104, 117, 123][plane] ?? 0)),
  })),
  make(['mobilenet_v2_1.0_224_uint8_nhwc.onnx', 'input', 'probs'], 224, ({ rgb }) => ({
    type: 'uint8',
    dims: [1, 224, 224, 3],
    values: [...rgb],
  })),
  make(['mobilenet_v1_0.25_128_nchw.onnx', 'input', 'probs'], 128, (image) => ({
    type: 'float32',
    dims: [1, 3, 128, 128],
    values: byPlane(image, [0, 1, 2], (byte) => (byte - 127.5) / 127.5),
  })),
  make(
    ['mnist.onnx', 'Input3', 'Plus214_Output_0'],
    28,
    (image) => ({ type: 'float32', dims: [1, 1, 28, 28], values: byPlane(image, [0], (byte) => byte) }),
    softmax,
  ),
];
