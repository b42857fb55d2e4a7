import { makeTensor } from './tensorBytes.ts';
import type { TensorNumbers } from './tensorBytes.ts';
import { makeAttributes, namesUsedInside } from './nodeAttributes.ts';
import type { AttributeValue } from './nodeAttributes.ts';
import { makeValue } from './valueTypes.ts';
import type { ValueType } from './valueTypes.ts';
import type { EditableGraph, EditableModel, EditableNode, EditableTensor, EditableValue } from './editModel.ts';

/** Who makes and who uses each tensor of a graph, as it was when this was made. */
export interface GraphIndex {
  producer(tensor: string): EditableNode | undefined;
  /** Nodes, each once; the graphs inside nodes count as theirs. */
  consumers(tensor: string): readonly EditableNode[];
  initializer(tensor: string): EditableTensor | undefined;
  isInput(tensor: string): boolean;
  isOutput(tensor: string): boolean;
  /** Used by a graph inside a node: such a tensor must keep its name. */
  isUsedInside(tensor: string): boolean;
}

export function indexGraph({ nodes, initializers, inputs, outputs }: EditableGraph): GraphIndex {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const consumers = new Map<string, EditableNode[]>();
  const inside = new Set<string>();
  for (const node of nodes) {
    const within = namesUsedInside(node);
    for (const name of within) inside.add(name);
    for (const name of new Set([...node.inputs, ...within])) {
      const known = consumers.get(name);
      if (known) known.push(node);
      else consumers.set(name, [node]);
    }
  }
  // '' stands for what is left out.
  producers.delete('');
  consumers.delete('');
  const weights = new Map(initializers.map((tensor) => [tensor.name ?? '', tensor]));
  const named = (values: readonly EditableValue[]): Set<string> => new Set(values.map(({ name }) => name));
  const [inputNames, outputNames] = [named(inputs), named(outputs)];
  return {
    producer: (tensor) => producers.get(tensor),
    consumers: (tensor) => consumers.get(tensor) ?? [],
    initializer: (tensor) => weights.get(tensor),
    isInput: (tensor) => inputNames.has(tensor) && !weights.has(tensor),
    isOutput: (tensor) => outputNames.has(tensor),
    isUsedInside: (tensor) => inside.has(tensor),
  };
}

/** Gives names that nothing in the graph has. */
export function createNamer({ nodes, initializers, inputs }: EditableGraph): (wanted: string) => string {
  const taken = new Set([
    ...inputs.map(({ name }) => name),
    ...initializers.map(({ name = '' }) => name),
    ...nodes.flatMap((node) => [node.name ?? '', ...node.outputs, ...namesUsedInside(node)]),
  ]);
  return (wanted) => {
    let name = wanted;
    for (let count = 1; taken.has(name); count += 1) name = `${wanted}_${count}`;
    taken.add(name);
    return name;
  };
}

export interface NewNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** A node to be put into `graph.nodes`, where it comes after whatever makes its inputs. */
export const makeNode = ({ op, inputs, outputs, name, domain, attributes = {} }: NewNode): EditableNode => ({
  op,
  inputs: [...inputs],
  outputs: [...outputs],
  attributes: makeAttributes(attributes),
  ...(name !== undefined && { name }),
  ...(domain !== undefined && { domain }),
});

/** @returns the tensor's name, which must be new to the graph (`createNamer`) */
export function addInitializer(
  graph: EditableGraph,
  name: string,
  dims: readonly number[],
  values: TensorNumbers,
): string {
  graph.initializers.push(makeTensor(name, dims, values));
  return name;
}

/** Every node, the outputs' own names aside, reads `to` where it read `from`. The graphs inside nodes are not changed. */
export function replaceUses(nodes: Iterable<EditableNode>, from: string, to: string): void {
  for (const node of nodes) node.inputs = node.inputs.map((name) => (name === from ? to : name));
}

/**
 * New nodes between an input of the graph and those who read it. The input is declared anew as `type`, under its name;
 * `nodes` is given the input's name and the tensor to make, and what read the input reads that tensor.
 * @param tensor what the last of the nodes makes, a new name
 */
export function prependNodes(
  graph: EditableGraph,
  input: string,
  type: ValueType,
  { tensor, nodes }: { readonly tensor: string; readonly nodes: readonly EditableNode[] },
): void {
  replaceUses(graph.nodes, input, tensor);
  graph.inputs = graph.inputs.map((value) => (value.name === input ? makeValue(input, type) : value));
  graph.nodes = [...nodes, ...graph.nodes];
}

/** The model also gives this inner tensor, after its own outputs; nothing happens where it does already. */
export function exposeOutput(graph: EditableGraph, tensor: string, type: ValueType): void {
  if (graph.outputs.some(({ name }) => name === tensor)) return;
  graph.outputs.push(makeValue(tensor, type));
}

/**
 * Weights that old files (format versions up to 3, and some later ones) list among the inputs as well are weights only: where
 * they stay inputs a caller could give others, and the runtime would not treat them as constants.
 */
export function dropWeightInputs(model: EditableModel): void {
  const { graph } = model;
  const weights = new Set(graph.initializers.map(({ name }) => name));
  graph.inputs = graph.inputs.filter(({ name }) => !weights.has(name));
  model.irVersion = Math.max(model.irVersion, 4);
}
