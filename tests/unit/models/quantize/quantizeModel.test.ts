import { expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import { decodeModel, opsetOf } from '#models/onnx/editModel.ts';
import { readFloats, readInts } from '#models/onnx/tensorBytes.ts';
import { prepareModel, quantizeModel } from '#models/quantize/quantizeModel.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { weights } from '#tests/support/onnxBytes.ts';
import type { OnnxNode } from '#tests/support/onnxBytes.ts';

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const nodes: OnnxNode[] = [
  { op: 'Conv', from: ['x', 'w1', 'b1'], to: 'c1' },
  { op: 'Relu', from: ['c1'], to: 'r1' },
  { op: 'Conv', from: ['r1', 'w2'], to: 'c2' },
  { op: 'MaxPool', from: ['c2'], to: 'p2', whole: {} },
  { op: 'Conv', from: ['p2', 'w2'], to: 'y' },
];
const held = [
  ...weights('w1', [2, 1, 1, 1], floats(2, -1)),
  ...weights('b1', [2], floats(4, 8)),
  ...weights('w2', [1, 2, 1, 1], floats(1, 1)),
];
function model(more: Partial<Parameters<typeof makeOnnx>[0]> = {}): Uint8Array {
  return makeOnnx({ input: [1, 1, 1, 4], output: [1, 1, 1, 4], nodes, more: held, ...more });
}
const ranges = new Map(
  Object.entries({ x: 255, r1: 510, c2: 255, p2: 255, y: 255 }).map(([name, high]) => [name, { low: 0, high }]),
);

test('layers read bytes: quantized once before them, with scales of each channel, and the Relu that bytes make needless is gone', () => {
  const { bytes } = assertExists(quantizeModel(model(), [], ranges), 'there is something to quantize');
  const { graph } = assertExists(decodeModel(bytes), 'it is a model');
  const count = (op: string): number => graph.nodes.filter((node) => node.op === op).length;
  expect([count('Conv'), count('Relu'), count('MaxPool')]).toEqual([3, 0, 1]);
  // x, r1, c2, p2 and y.
  expect(count('QuantizeLinear')).toBe(5);
  const tensor = (name: string) =>
    assertExists(
      graph.initializers.find((one) => one.name === name),
      name,
    );
  expect(readInts(tensor('w1_quantized'))).toEqual([127, -127]);
  expect(readFloats(tensor('w1_scale'))).toEqual(Float32Array.of(2 / 127, 1 / 127));
  // 4 / (1 * 2/127) = 254; 8 / (1 * 1/127) = 1016.
  expect(readInts(tensor('b1_quantized'))).toEqual([254, 1016]);
  expect(readFloats(tensor('r1_scale'))).toEqual(Float32Array.of(2));
  expect(graph.initializers.some(({ name }) => name === 'w1' || name === 'b1')).toBe(false);
  // What was pooled has the steps of what it was pooled from.
  const before = graph.nodes.filter(({ op }) => op === 'QuantizeLinear').map(({ inputs }) => inputs.slice(0, 2));
  expect(before).toContainEqual(['p2', 'c2_scale']);
});

test('layers of blocks that stay float are as they were: here the first and the last one', () => {
  const quantized = assertExists(quantizeModel(model(), [0, 11], ranges), 'there is something to quantize');
  expect([quantized.layers, quantized.layersInAll]).toEqual([1, 3]);
  const { graph } = assertExists(decodeModel(quantized.bytes), 'it is a model');
  const weightsOf = graph.nodes.filter(({ op }) => op === 'Conv').map(({ inputs }) => inputs[1]);
  expect([weightsOf[0], weightsOf[2]]).toEqual(['w1', 'w2']);
  expect(weightsOf[1]).not.toBe('w2');
  expect(quantizeModel(model(), [0, 1, 11], ranges)).toBeNull();
});

test('what can not be quantized is refused with its reason', () => {
  const reasonOf = (bytes: Uint8Array): unknown => {
    const prepared = prepareModel(bytes);
    return prepared.ok ? 'ok' : prepared.reason;
  };
  expect(reasonOf(model())).toBe('ok');
  expect(reasonOf(Uint8Array.of(1, 2, 3))).toBe('unreadable');
  expect(reasonOf(model({ nodes: [{ op: 'GlobalAveragePool', from: ['x'], to: 'y' }], more: [] }))).toBe('nothing');
  const integer: OnnxNode = { op: 'DequantizeLinear', from: ['x', 'w2'], to: 'y' };
  expect(reasonOf(model({ nodes: [...nodes.slice(0, 4), integer] }))).toBe('alreadyQuantized');
  expect(reasonOf(model({ more: [...held, ...weights('far', [1], { external: 'w.bin' })] }))).toBe('external');
  const half = weights('h', [64], new Uint8Array(128), 'float16');
  expect(reasonOf(model({ more: [...held, ...half] }))).toBe('halfFloats');
  expect(reasonOf(model({ opset: 11, nodes: [...nodes.slice(0, 4), { op: 'Softmax', from: ['p2'], to: 'y' }] }))).toBe(
    'opset',
  );
});

test('an older opset is raised: what were attributes of its operators are inputs', () => {
  const squeeze: OnnxNode = { op: 'Squeeze', from: ['p2'], to: 'y' };
  const prepared = prepareModel(model({ opset: 11, nodes: [...nodes.slice(0, 4), squeeze] }));
  expect(prepared.ok && opsetOf(prepared.model)).toBe(13);
  const clip = prepareModel(model({ opset: 7, nodes: [...nodes.slice(0, 4), { op: 'Clip', from: ['p2'], to: 'y' }] }));
  expect(clip.ok && clip.model.graph.nodes.at(-1)?.inputs).toEqual(['p2', '', '']);
});
