import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import {
  createNamer,
  dropWeightInputs,
  exposeOutput,
  indexGraph,
  makeNode,
  prependNodes,
} from '#models/onnx/editGraph.ts';
import { decodeModel, encodeModel, opsetOf } from '#models/onnx/editModel.ts';
import type { EditableModel } from '#models/onnx/editModel.ts';
import {
  floatsAttribute,
  intAttribute,
  intsAttribute,
  textAttribute,
  tensorAttribute,
} from '#models/onnx/nodeAttributes.ts';
import { makeTensor, readFloats, readInts, tensorTypes } from '#models/onnx/tensorBytes.ts';
import { readValueType } from '#models/onnx/valueTypes.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { message, text, varint, weights } from '#tests/support/onnxBytes.ts';

const mean = { op: 'GlobalAveragePool', from: ['x'], to: 'y' };
function model(more: readonly number[] = [], nodes = [mean]): EditableModel {
  const bytes = makeOnnx({ input: [1, 3, 8, 8], output: [1, 3, 1, 1], nodes, more });
  return assertExists(decodeModel(bytes), 'a model is read');
}
const float = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);

test('fields that nobody knows are written again as they were, at every level', () => {
  // 99: a number no version of the format has; 10 and 16: the graph's doc_string and metadata; 25: a function.
  const strange = message(99, [1, 2, 3]);
  const inner = message(1, [...text(4, 'If'), ...message(5, [...text(1, 'then'), ...strange]), ...strange]);
  const graph = message(7, [...inner, ...text(10, 'doc'), ...strange, ...message(16, text(1, 'k'))]);
  const bytes = Uint8Array.from([...varint(1, 8), ...graph, ...message(25, text(1, 'f')), ...strange]);
  const again = encodeModel(assertExists(decodeModel(bytes), 'a model is read'));
  // Only the order of known before unknown may differ: as many bytes, and reading them again changes nothing.
  expect(again).toHaveLength(bytes.length);
  expect([...again].sort()).toEqual([...bytes].sort());
  expect(encodeModel(assertExists(decodeModel(again), 'it is read again'))).toEqual(again);
  expect(Buffer.from(again).indexOf(Buffer.from(inner))).toBeGreaterThan(0);
});

test('weights lie in the bytes of the file, and are not copied', () => {
  const bytes = makeOnnx({ input: [1], output: [1], nodes: [mean], more: weights('w', [1], float(0.5)) });
  const tensor = decodeModel(bytes)?.graph.initializers[0];
  expect(tensor?.raw?.buffer).toBe(bytes.buffer);
  expect(tensor && readFloats(tensor)).toEqual(Float32Array.of(0.5));
});

test('numbers are read in each way that a file may hold them', () => {
  const packed = (field: number, values: readonly number[]): number[] =>
    message(
      field,
      values.flatMap((value) => varint(0, value).slice(1)),
    );
  const tensor = (type: number, dims: readonly number[], body: readonly number[]): number[] =>
    message(5, [...dims.flatMap((size) => varint(1, size)), ...varint(2, type), ...body]);
  const all = model([
    ...tensor(1, [2], message(4, [...float(1.5), ...float(-2)])),
    ...tensor(7, [2], packed(7, [3, 300])),
    ...tensor(2, [3], packed(5, [1, 255, 0])),
    ...tensor(3, [2], message(9, [1, 255])),
    ...tensor(6, [], message(9, [1, 1, 0, 0])),
    ...tensor(1, [3], message(9, [...float(1)])),
    ...weights('away', [1], { external: 'w.bin' }),
  ]).graph.initializers;
  expect(all.map((one) => (one.type === 1 ? readFloats(one) : readInts(one)))).toEqual([
    Float32Array.of(1.5, -2),
    [3, 300],
    [1, 255, 0],
    [1, -1],
    [257],
    null,
    null,
  ]);
});

test('what is made is read back: attributes, tensors, types', () => {
  const { graph } = model();
  const node = makeNode({
    op: 'Conv',
    inputs: ['a', ''],
    outputs: ['b'],
    attributes: {
      group: { kind: 'int', value: -3 },
      axis: { kind: 'int', value: 0 },
      pads: { kind: 'ints', value: [0, 1] },
      scales: { kind: 'floats', value: [0.5, 2] },
      mode: { kind: 'text', value: 'nearest' },
      value: { kind: 'tensor', value: makeTensor('', [2], BigInt64Array.of(-1n, 2n)) },
    },
  });
  graph.nodes.push(node);
  exposeOutput(graph, 'b', { elemType: tensorTypes.float32, shape: [1, 'height', null] });
  exposeOutput(graph, 'b', { elemType: tensorTypes.float32, shape: null });
  const read = decodeModel(encodeModel({ ...model(), graph }))?.graph;
  const found = assertExists(read?.nodes.at(-1), 'the node is there');
  expect([found.op, found.inputs, found.outputs]).toEqual(['Conv', ['a', ''], ['b']]);
  expect([
    intAttribute(found, 'group'),
    intsAttribute(found, 'pads'),
    intAttribute(found, 'axis'),
    intAttribute(found, 'none'),
  ]).toEqual([-3, [0, 1], 0, undefined]);
  expect([floatsAttribute(found, 'scales'), textAttribute(found, 'mode')]).toEqual([[0.5, 2], 'nearest']);
  expect(readInts(assertExists(tensorAttribute(found, 'value'), 'the tensor is there'))).toEqual([-1, 2]);
  expect(read?.outputs.map(({ name }) => name)).toEqual(['y', 'b']);
  expect(readValueType(assertExists(read?.outputs[1], 'the output is there'))).toEqual({
    elemType: 1,
    shape: [1, 'height', null],
  });
});

test('a graph is known by who makes and uses its tensors, also inside the graphs of its nodes', () => {
  const inside = message(1, [...text(4, 'Relu'), ...text(1, 'x')]);
  const branch = message(1, [...text(4, 'If'), ...text(1, 'c'), ...text(2, 'z'), ...message(5, message(6, inside))]);
  const { graph } = model([...branch, ...weights('w', [1], float(1))]);
  const index = indexGraph(graph);
  expect(index.consumers('x').map(({ op }) => op)).toEqual(['GlobalAveragePool', 'If']);
  expect(index.producer('y')?.op).toBe('GlobalAveragePool');
  expect([index.isUsedInside('x'), index.isUsedInside('y')]).toEqual([true, false]);
  expect([index.isInput('x'), index.isInput('w'), index.isOutput('y')]).toEqual([true, false, true]);
  const name = createNamer(graph);
  expect([name('x'), name('x'), name('new')]).toEqual(['x_1', 'x_2', 'new']);
});

test('nodes are put between an input and those who read it; the input gets another type', () => {
  const { graph } = model();
  const nodes = [
    makeNode({ op: 'Cast', inputs: ['x'], outputs: ['x_float'], attributes: { to: { kind: 'int', value: 1 } } }),
  ];
  prependNodes(graph, 'x', { elemType: tensorTypes.uint8, shape: [1, 8, 8, 3] }, { tensor: 'x_float', nodes });
  expect(graph.nodes.map(({ op, inputs }) => [op, inputs])).toEqual([
    ['Cast', ['x']],
    ['GlobalAveragePool', ['x_float']],
  ]);
  expect(graph.inputs.map((value) => [value.name, readValueType(value)])).toEqual([
    ['x', { elemType: 2, shape: [1, 8, 8, 3] }],
  ]);
});

test('weights that are listed as inputs, as old files do, become weights only', () => {
  const old = model([...weights('w', [1], float(1)), ...message(11, text(1, 'w'))]);
  old.irVersion = 3;
  dropWeightInputs(old);
  expect([old.irVersion, old.graph.inputs.map(({ name }) => name)]).toEqual([4, ['x']]);
});

test('what is no model, or one of too many pieces, is not read', () => {
  expect(decodeModel(Uint8Array.of(255, 255))).toBeNull();
  expect(decodeModel(Uint8Array.from(varint(1, 8)))).toBeNull();
  const many = Array.from({ length: 200_001 }, () => [10, 0]).flat();
  expect(decodeModel(Uint8Array.from([...varint(1, 8), ...message(7, many)]))).toBeNull();
});

test('the model that ships says its opset', () => {
  const read = decodeModel(readFileSync('models/builtin/cells.onnx'));
  expect(read && opsetOf(read)).toBeGreaterThanOrEqual(11);
});
