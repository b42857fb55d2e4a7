import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { sigmoid } from '../../post/sigmoid.ts';
import { topScores } from '../../post/topScores.ts';
import { guessedNames } from '../classNames.ts';
import type { Family } from '../family.ts';
import { imageInput } from '../imageInput.ts';

/** `[1, classes]`, also with sizes of 1 before or after the classes. */
function classesOf(shape: readonly (number | string)[]): number | null {
  const [, ...sizes] = shape;
  const [count, ...others] = sizes.filter((size) => size !== 1);
  const isFlat = (shape.length === 2 || shape.length === 4) && others.length === 0;
  return isFlat && typeof count === 'number' && count > 1 ? count : null;
}

/** The output with the scores: by the card's name, or the only one. */
function findScores<Output extends { readonly name: string }>(
  outputs: readonly Output[],
  card?: ModelCard,
): Output | undefined {
  const said = card?.output.tensors?.scores;
  return said === undefined ? outputs[0] : outputs.find(({ name }) => name === said);
}

/** What turns the model's numbers into 0..1, where the card doesn't say: probabilities are left as they are. */
function activate(values: Float32Array, activation: ModelCard['output']['activation']): Float32Array {
  if (activation === 'none' || (activation === undefined && isProbabilities(values))) return values;
  return activation === 'sigmoid' ? values.map(sigmoid) : softmax(values);
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
/** As TensorFlow's models are trained; theirs have the colours last. */
const tensorflow = { scale: 1, mean: [127.5], std: [127.5] };
const asTold = { scale: 1, mean: [0], std: [1] };
/** ImageNet's classes with TensorFlow's background before them. */
const withBackground = 1001;

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
    if (!input || input.extra || count === null || others.length > 0) return null;
    const { channelCount, ...size } = input;
    const { metadata } = signature;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    const isUltralytics = metadata.task === 'classify';
    const usual = size.layout === 'NHWC' ? tensorflow : imagenet;
    const isRaw = size.dtype === 'uint8' || channelCount === 1;
    const colours = isRaw ? asTold : isUltralytics ? { ...asTold, scale: 1 / 255 } : usual;
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
      output: count === withBackground && !names ? { background: 0 } : {},
      classes: names ?? guessedNames(count),
    };
  },
  classCount({ outputs }, card) {
    const output = findScores(outputs, card);
    return output ? classesOf(output.shape) : null;
  },
  decode(outputs, card, _placement, thresholds) {
    const output = findScores(outputs, card);
    if (!output) return [];
    const { activation, background } = card.output;
    const scores = activate(output.data, activation);
    let best = 0;
    for (let index = 1; index < scores.length; index += 1) if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
    const score = Math.min(1, Math.max(0, scores[best] ?? 0));
    // So written, NaN is no proposal either.
    const nothing = typeof background === 'string' ? card.classes.indexOf(background) : background;
    if (!(score >= thresholds.score) || best === nothing) return [];
    const list = {
      count: scores.length,
      at: (of: number) => scores[of] ?? 0,
      isShared: activation !== 'sigmoid',
    };
    const kept = topScores(list, card, nothing);
    const className = card.classes[best] ?? `class ${best}`;
    return [{ className, score, shape: { kind: 'whole' }, ...(kept ? { scores: kept } : {}) }];
  },
};
