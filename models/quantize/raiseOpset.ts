import { addInitializer, createNamer } from '../onnx/editGraph.ts';
import { opsetOf } from '../onnx/editModel.ts';
import type { EditableGraph, EditableModel, EditableNode } from '../onnx/editModel.ts';
import { floatAttribute, intsAttribute, removeAttribute } from '../onnx/nodeAttributes.ts';

/** The first with scales for each channel. */
const wantedOpset = 13;

type Namer = (wanted: string) => string;
type Rewrite = (node: EditableNode, graph: EditableGraph, name: Namer) => boolean;

const whole = (graph: EditableGraph, name: Namer, values: readonly number[]): string =>
  addInitializer(graph, name('axes'), [values.length], BigInt64Array.from(values, BigInt));

/** What was an attribute is an input from some version on. */
function toInput(attribute: string): Rewrite {
  return (node, graph, name) => {
    const values = intsAttribute(node, attribute);
    removeAttribute(node, attribute);
    if (values && node.inputs.length === 1) node.inputs.push(whole(graph, name, values));
    return true;
  };
}
const clip: Rewrite = (node, graph, name) => {
  const scalar = (attribute: string): string => {
    const value = floatAttribute(node, attribute);
    return value === undefined ? '' : addInitializer(graph, name(attribute), [], Float32Array.of(value));
  };
  node.inputs.push(scalar('min'), scalar('max'));
  node.attributes = [];
  return true;
};
const slice: Rewrite = (node, graph, name) => {
  const [starts, ends] = [intsAttribute(node, 'starts'), intsAttribute(node, 'ends')];
  if (!starts || !ends) return false;
  const far = 2 ** 31 - 1;
  const inRange = (values: readonly number[]): number[] => values.map((value) => Math.max(-far, Math.min(far, value)));
  const axes = intsAttribute(node, 'axes') ?? starts.map((_, axis) => axis);
  node.inputs.push(...[inRange(starts), inRange(ends), axes].map((values) => whole(graph, name, values)));
  node.attributes = [];
  return true;
};
const dropout: Rewrite = (node) => {
  node.attributes = [];
  return true;
};
const never: Rewrite = () => false;

/**
 * Operators that mean something else from a version on (onnx/onnx, docs/Changelog.md, versions 8 to 13), and how they are
 * written then. All others mean the same.
 */
const changes: Readonly<Record<string, readonly [since: number, Rewrite]>> = {
  Clip: [11, clip],
  Slice: [10, slice],
  Squeeze: [13, toInput('axes')],
  Unsqueeze: [13, toInput('axes')],
  Split: [13, toInput('split')],
  Dropout: [12, dropout],
  // Up to 12 the axes from `axis` on were taken together; that needs shapes to be told from the new meaning.
  Softmax: [13, never],
  LogSoftmax: [13, never],
  Hardmax: [13, never],
  ReduceSum: [13, never],
  Pad: [11, never],
  TopK: [10, never],
  Resize: [11, never],
  Upsample: [10, never],
  BatchNormalization: [9, never],
  Scan: [9, never],
  Scatter: [11, never],
};

/**
 * Makes a model one of opset 13, where each of its operators can be said in it.
 * @returns operators that can't; the model must not be used then
 */
export function raiseOpset(model: EditableModel): string[] {
  const { graph } = model;
  const before = opsetOf(model);
  if (before >= wantedOpset) return [];
  // Graphs inside nodes and functions are not rewritten.
  if (before < 7 || model.functions.length > 0) return ['*'];
  const name = createNamer(graph);
  const isOwn = ({ domain = '' }: EditableNode): boolean => domain === '' || domain === 'ai.onnx';
  const unsafe = graph.nodes.filter((node) => {
    if (['If', 'Loop', 'Scan'].includes(node.op)) return true;
    const change = isOwn(node) ? changes[node.op] : undefined;
    return change !== undefined && before < change[0] && !change[1](node, graph, name);
  });
  for (const opset of model.opsets) {
    const { domain = '' } = opset;
    if (domain === '' || domain === 'ai.onnx') opset.version = wantedOpset;
  }
  return [...new Set(unsafe.map(({ op }) => op))];
}
