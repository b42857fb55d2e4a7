import type { ModelCard } from '#shared/model/modelCard.ts';
import type { OutputTensor } from '../family.ts';
import { highestField, labelField, thresholdField } from '../outlines/cellField.ts';
import type { CellField, Planes } from '../outlines/cellField.ts';
import { readMapShape } from './mapShape.ts';

/** A map of labels, and the class of each; null: none. */
export interface Layer {
  readonly field: CellField;
  classOf(label: number): string | null;
}

/** Rounded at the edges by whoever computed them. */
const slack = 1e-3;

function isWithinOne(data: Float32Array): boolean {
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] as number;
    if (value < -slack || value > 1 + slack) return false;
  }
  return true;
}

/** A softmax sums to one at every place; a few of them tell. */
function sumsToOne({ data, width, height, classCount, classStep, cellStep }: Planes): boolean {
  const cells = width * height;
  return [0, 0.31, 0.5, 0.77].every((part) => {
    const cell = Math.floor(part * cells);
    let sum = 0;
    for (let index = 0; index < classCount; index += 1) sum += data[index * classStep + cell * cellStep] as number;
    return Math.abs(sum - 1) < 0.05;
  });
}

const toLabels = (data: Float32Array): Uint16Array =>
  Uint16Array.from(data, (value) => (value >= 0 && value < 65_535 ? Math.round(value) : 0));

/**
 * What a map says: one layer in which each place has one class, or, where each class has a sigmoid of its own, one layer a
 * class, which may lie over each other. Numbers that are probabilities already are taken as such.
 */
export function readLayers({ data, dims }: OutputTensor, { classes, output }: ModelCard): Layer[] | null {
  const shape = readMapShape(dims, false, output.layout);
  if (!shape) return null;
  const [width, height] = [Number(shape.width), Number(shape.height)];
  const named = (label: number): string | null => classes[label] ?? null;
  if (shape.layout === 'labels') return [{ field: labelField(toLabels(data), width, height), classOf: named }];
  const classCount = shape.classCount ?? 1;
  const isPlanes = shape.layout === 'nchw';
  const planes: Planes = {
    ...{ data, width, height, classCount },
    ...{ classStep: isPlanes ? width * height : 1, cellStep: isPlanes ? 1 : classCount },
  };
  const { activation } = output;
  const areProbabilities = activation === 'none' || isWithinOne(data);
  if (classCount > 1 && activation !== 'sigmoid') {
    const are = activation === 'none' || (activation !== 'softmax' && areProbabilities && sumsToOne(planes));
    return [{ field: highestField(planes, are ? 'probabilities' : 'logits'), classOf: named }];
  }
  return Array.from({ length: classCount }, (_, index): Layer => {
    const own = { ...planes, data: data.subarray(index * planes.classStep) };
    // Of one map and two names the second is what is found.
    const name = classCount === 1 ? classes.at(-1) : classes[index];
    return {
      field: thresholdField(own, areProbabilities ? 'probabilities' : 'logits'),
      classOf: (label) => (label === 1 ? (name ?? `class ${index}`) : null),
    };
  });
}
