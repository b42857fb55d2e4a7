import { defineMessages } from './defineMessages.ts';
import { decodeTensor, encodeTensor } from './editModel.ts';
import type { EditableNode, EditableTensor } from './editModel.ts';

/** AttributeProto of onnx.proto (onnx/onnx, Apache-2.0), and as much of its graphs as tells which tensors they use. */
const typeOf = defineMessages({
  Attribute: {
    name: ['one', 'string', 1],
    f: ['one', 'float', 2],
    i: ['one', 'int64', 3],
    s: ['one', 'bytes', 4],
    t: ['one', 'bytes', 5],
    graph: ['one', 'Graph', 6],
    floats: ['many', 'float', 7],
    ints: ['many', 'int64', 8],
    graphs: ['many', 'Graph', 11],
    type: ['one', 'int32', 20],
  },
  Graph: { nodes: ['many', 'Node', 1], outputs: ['many', 'Value', 12] },
  Value: { name: ['one', 'string', 1] },
  Node: { inputs: ['many', 'string', 1], attributes: ['many', 'Attribute', 5] },
});
const attributeType = typeOf('Attribute');

interface RawGraph {
  readonly nodes?: readonly { readonly inputs?: readonly string[]; readonly attributes?: readonly RawAttribute[] }[];
  readonly outputs?: readonly { readonly name?: string }[];
}
interface RawAttribute {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: Uint8Array;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly graph?: RawGraph;
  readonly graphs?: readonly RawGraph[];
}

/** A value of an attribute. Numbers of a node are floats or whole numbers by `kind`, for JavaScript can't tell 1 from 1.0. */
export type AttributeValue =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: EditableTensor };

const read = (bytes: Uint8Array): RawAttribute =>
  attributeType.toObject(attributeType.decode(bytes), { longs: Number });

function find({ attributes }: Pick<EditableNode, 'attributes'>, name: string): RawAttribute | undefined {
  return attributes.map(read).find((attribute) => attribute.name === name);
}

/** @throws {Error} where the attribute's bytes are no AttributeProto, as do the others */
export const intAttribute = (node: EditableNode, name: string): number | undefined => find(node, name)?.i;
export const intsAttribute = (node: EditableNode, name: string): readonly number[] | undefined =>
  find(node, name)?.ints;
export const floatAttribute = (node: EditableNode, name: string): number | undefined => find(node, name)?.f;
export const floatsAttribute = (node: EditableNode, name: string): readonly number[] | undefined =>
  find(node, name)?.floats;
export function textAttribute(node: EditableNode, name: string): string | undefined {
  const bytes = find(node, name)?.s;
  return bytes && String.fromCharCode(...bytes);
}
export function tensorAttribute(node: EditableNode, name: string): EditableTensor | null {
  const bytes = find(node, name)?.t;
  return bytes ? decodeTensor(bytes) : null;
}

export function removeAttribute(node: EditableNode, name: string): void {
  node.attributes = node.attributes.filter((bytes) => read(bytes).name !== name);
}

/** AttributeProto.AttributeType, and the field that holds it. */
const fields = {
  float: ['f', 1],
  int: ['i', 2],
  text: ['s', 3],
  tensor: ['t', 4],
  floats: ['floats', 6],
  ints: ['ints', 7],
} as const;

/** AttributeProto messages, for a new node. */
export function makeAttributes(values: Readonly<Record<string, AttributeValue>>): Uint8Array[] {
  return Object.entries(values).map(([name, { kind, value }]) => {
    const [field, type] = fields[kind];
    const held =
      kind === 'text'
        ? Uint8Array.from(value, (letter) => letter.charCodeAt(0))
        : kind === 'tensor'
          ? encodeTensor(value)
          : value;
    return attributeType.encode({ name, type, [field]: held }).finish();
  });
}

function namesOf(graph: RawGraph): string[] {
  return [
    ...(graph.outputs ?? []).map(({ name = '' }) => name),
    ...(graph.nodes ?? []).flatMap(({ inputs = [], attributes = [] }) => [...inputs, ...attributes.flatMap(namesIn)]),
  ];
}
const namesIn = ({ graph, graphs = [] }: RawAttribute): string[] =>
  [...(graph ? [graph] : []), ...graphs].flatMap(namesOf);

/** Every tensor that the graphs inside a node (If, Loop, Scan) name: whatever of it lies outside must keep its name. */
export const namesUsedInside = ({ attributes }: EditableNode): string[] =>
  attributes.flatMap((bytes) => namesIn(read(bytes)));
