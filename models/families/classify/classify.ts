import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import type { Family } from '../family.ts';
import { imageInput } from '../imageInput.ts';

/** `[1, classes]`, also with two trailing sizes of 1. */
function classesOf(shape: readonly (number | string)[]): number | null {
  const [, count, ...rest] = shape;
  const isFlat = shape.length === 2 || (shape.length === 4 && rest.every((size) => size === 1));
  return isFlat && typeof count === 'number' && count > 1 ? count : null;
}

function softmax(values: Float32Array): Float32Array {
  const highest = values.reduce((high, value) => Math.max(high, value), -Infinity);
  const powers = values.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** A softmax flattened by quantization still sums to one, within its steps. */
function isProbabilities(values: Float32Array): boolean {
  let sum = 0;
  for (const value of values) {
    if (value < -1e-3 || value > 1.001) return false;
    sum += value;
  }
  return Math.abs(sum - 1) < 0.05;
}

/** Mean and deviation of ImageNet's colours, 0..1, as torchvision's models are trained with. */
const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/**
 * Classifiers of a whole image: one score a class, as logits or probabilities. The best class is the proposal: a
 * person accepts one class or chooses another.
 */
export const classify: Family = {
  id: 'classify',
  recognise(signature) {
    const input = imageInput(signature, 224);
    const [output, ...others] = signature.outputs;
    const count = output ? classesOf(output.shape) : null;
    if (!input || count === null || others.length > 0) return null;
    const { channelCount, ...size } = input;
    const { metadata } = signature;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    const isUltralytics = metadata.task === 'classify';
    const asTold = size.dtype === 'uint8' || channelCount === 1;
    const colours = asTold
      ? { scale: 1, mean: [0], std: [1] }
      : isUltralytics
        ? { scale: 1 / 255, mean: [0], std: [1] }
        : imagenet;
    return {
      family: 'classify',
      task: 'classify',
      input: {
        ...size,
        channels: channelCount === 1 ? 'GRAY' : 'RGB',
        ...colours,
        resize: isUltralytics ? 'crop' : 'stretch',
        pad: 0,
      },
      output: {},
      classes: names ?? Array.from({ length: count }, (_, index) => `class ${index}`),
    };
  },
  classCount({ outputs }) {
    return outputs[0] ? classesOf(outputs[0].shape) : null;
  },
  decode([output], card, _placement, thresholds) {
    if (!output) return [];
    const { activation } = card.output;
    const scores =
      activation === 'none' || (activation !== 'softmax' && isProbabilities(output.data))
        ? output.data
        : softmax(output.data);
    let best = 0;
    for (let index = 1; index < scores.length; index += 1) if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
    const score = Math.min(1, Math.max(0, scores[best] ?? 0));
    // So written, NaN is no proposal either.
    if (!(score >= thresholds.score)) return [];
    return [{ className: card.classes[best] ?? `class ${best}`, score, shape: { kind: 'whole' } }];
  },
};
