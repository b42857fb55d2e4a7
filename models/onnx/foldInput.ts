import type { ModelCard } from '#shared/model/modelCard.ts';
import { addInitializer, createNamer, indexGraph, makeNode, prependNodes } from './editGraph.ts';
import type { NewNode } from './editGraph.ts';
import { opsetOf } from './editModel.ts';
import type { EditableGraph, EditableModel, EditableNode } from './editModel.ts';
import { tensorTypes } from './tensorBytes.ts';
import { readValueType } from './valueTypes.ts';
import type { ValueType } from './valueTypes.ts';

type Input = ModelCard['input'];

/** From here on numbers of different shapes are combined as they are today, and Cast is told types by their number. */
const oldestOpset = 7;

const isSame = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

type Step = Pick<NewNode, 'op' | 'attributes'> & { readonly more?: readonly string[] };

/** Nodes, each of which takes what the one before it makes. */
function chain(first: string, namer: (wanted: string) => string, steps: readonly Step[]): EditableNode[] {
  let from = first;
  return steps.map(({ op, more = [], attributes = {} }) => {
    const to = namer(`pixels_${op}`);
    const node = makeNode({ op, inputs: [from, ...more], outputs: [to], attributes });
    from = to;
    return node;
  });
}

/** What the card says is done with each pixel, as operators that come to the same within rounding. */
function stepsOf(input: Input, planes: number, graph: EditableGraph, namer: (wanted: string) => string): Step[] {
  const { layout, dtype, channels, scale, mean, std } = input;
  const isPlanar = layout === 'NCHW';
  const each = (values: readonly number[]): number[] =>
    Array.from({ length: planes }, (_, plane) => values[plane] ?? values[0] ?? 0);
  const numbers = (name: string, values: readonly number[]): string => {
    const dims = isSame(values) ? [1] : isPlanar ? [1, planes, 1, 1] : [1, 1, 1, planes];
    return addInitializer(graph, namer(name), dims, Float32Array.from(isSame(values) ? values.slice(0, 1) : values));
  };
  const shifts = each(mean).map((value) => value / scale);
  // Mostly whole numbers, as 255: dividing by them rounds as the card's own arithmetic does.
  const divisors = each(std).map((value) => value / scale);
  const castTo = (type: number): Step => ({ op: 'Cast', attributes: { to: { kind: 'int', value: type } } });
  const steps: Step[] = [];
  // While they are bytes, moving them costs a quarter.
  if (isPlanar) steps.push({ op: 'Transpose', attributes: { perm: { kind: 'ints', value: [0, 3, 1, 2] } } });
  if (channels === 'BGR') {
    const order = addInitializer(graph, namer('pixels_order'), [3], BigInt64Array.of(2n, 1n, 0n));
    steps.push({ op: 'Gather', more: [order], attributes: { axis: { kind: 'int', value: isPlanar ? 1 : 3 } } });
  }
  steps.push(castTo(tensorTypes.float32));
  if (shifts.some((value) => value !== 0)) steps.push({ op: 'Sub', more: [numbers('pixels_mean', shifts)] });
  if (divisors.some((value) => value !== 1)) steps.push({ op: 'Div', more: [numbers('pixels_std', divisors)] });
  if (dtype === 'float16') steps.push(castTo(tensorTypes.float16));
  return steps;
}

/** Whether an input takes this; what it leaves open takes any size. */
const isFed = ({ shape }: ValueType, fed: readonly number[]): boolean =>
  shape?.length === fed.length && shape.every((size, at) => typeof size !== 'number' || size === fed[at]);

/**
 * Puts into the graph what a card says is done with pixels, so that the model takes them as they are decoded:
 * `[1, height, width, channels]` bytes, RGB or grey. The runtime does it in a fraction of the time.
 * @returns how it is fed now; null, and nothing is changed, where its input isn't what the card says, or can't be folded
 */
export function foldInput(model: EditableModel, input: Input): Input | null {
  const { dtype, channels, scale, widthPx, heightPx, extra = [] } = input;
  if (dtype === 'uint8' || scale === 0 || input.std.includes(0) || opsetOf(model) < oldestOpset) return null;
  const { graph } = model;
  const index = indexGraph(graph);
  const others = new Set(extra.map(({ name }) => name));
  const image = graph.inputs.find(({ name }) => index.isInput(name) && !others.has(name));
  if (!image || index.isOutput(image.name) || index.isUsedInside(image.name)) return null;
  const planes = channels === 'GRAY' ? 1 : 3;
  const fed = input.layout === 'NCHW' ? [1, planes, heightPx, widthPx] : [1, heightPx, widthPx, planes];
  const type = readValueType(image);
  if (type?.elemType !== tensorTypes[dtype] || !isFed(type, fed)) return null;
  const namer = createNamer(graph);
  const nodes = chain(image.name, namer, stepsOf(input, planes, graph, namer));
  const tensor = nodes.at(-1)?.outputs[0] ?? image.name;
  const shape = [1, heightPx, widthPx, planes];
  prependNodes(graph, image.name, { elemType: tensorTypes.uint8, shape }, { tensor, nodes });
  return {
    ...input,
    ...{ layout: 'NHWC', dtype: 'uint8', channels: channels === 'GRAY' ? 'GRAY' : 'RGB' },
    ...{ scale: 1, mean: [0], std: [1] },
  };
}
