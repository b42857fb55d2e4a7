import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import { decodeModel } from '#models/onnx/editModel.ts';
import { findPenultimate } from '#models/onnx/findPenultimate.ts';
import type { Penultimate } from '#models/onnx/findPenultimate.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { weights } from '#tests/support/onnxBytes.ts';
import type { OnnxNode } from '#tests/support/onnxBytes.ts';
import { sharedData } from '#tests/support/sharedData.ts';

const find = (bytes: Uint8Array, scores?: string): Penultimate | null =>
  findPenultimate(assertExists(decodeModel(bytes), 'it is a model').graph, scores);

const floats = (count: number): Uint8Array => new Uint8Array(new Float32Array(count).buffer);
const w = weights('w', [4, 2], floats(8));
const kernel = weights('k', [2, 4, 1, 1], floats(8));
const b = weights('b', [2], floats(2));
/** A body of one layer, then what is given. */
const made = (nodes: readonly OnnxNode[], more: readonly number[] = []): Uint8Array =>
  makeOnnx({
    input: [1, 3, 8, 8],
    output: [1, 2],
    nodes: [{ op: 'Conv', from: ['x', 'body'], to: 'conv' }, { op: 'Relu', from: ['conv'], to: 'features' }, ...nodes],
    more: [...weights('body', [4, 3, 1, 1], floats(12)), ...w, ...kernel, ...b, ...more],
  });

// From a look at the files with another program: what goes into the last layer.
const real = [
  { file: 'mnist.onnx', found: { tensor: 'Pooling160_Output_0_reshape0', channels: 'last' } },
  { file: 'squeezenet1_fp16.onnx', found: { tensor: 'fire9/concat_2', channels: 'first' } },
  { file: 'mobilenet_v1_0.25_128_nchw.onnx', found: { tensor: 'clip_166', channels: 'first' } },
  { file: 'mobilenet_v2_1.0_224_uint8_nhwc.onnx', found: { tensor: 'clip_362', channels: 'first' } },
  // No classifiers.
  { file: 'yolox_nano.onnx', found: null },
  { file: 'fastestdet.onnx', found: null },
  { file: 'deimv2_atto_coco.onnx', found: null },
];
test.skipIf(!sharedData('models')).each(real)('of $file', ({ file, found }) => {
  expect(find(readFileSync(sharedData(`models/${file}`) ?? ''))).toEqual(found);
});

describe('the layer before the scores is found', () => {
  const pooled: OnnxNode[] = [
    { op: 'GlobalAveragePool', from: ['features'], to: 'pooled' },
    { op: 'Flatten', from: ['pooled'], to: 'flat' },
  ];

  test('of a product, through bias and softmax', () => {
    const head = [
      { op: 'Gemm', from: ['flat', 'w', 'b'], to: 'logits' },
      { op: 'Softmax', from: ['logits'], to: 'y' },
    ];
    expect(find(made([...pooled, ...head]))).toEqual({ tensor: 'flat', channels: 'last' });
  });

  test('of a product that is written the other way round, with weights that are turned first', () => {
    const head = [
      { op: 'Transpose', from: ['w'], to: 'turned' },
      { op: 'Transpose', from: ['flat'], to: 'column' },
      { op: 'MatMul', from: ['turned', 'column'], to: 'product' },
      { op: 'Reshape', from: ['product', 'shape'], to: 'y' },
    ];
    const shape = weights('shape', [2], new Uint8Array(BigInt64Array.of(1n, 2n).buffer), 'int64');
    expect(find(made([...pooled, ...head], shape))).toEqual({ tensor: 'column', channels: 'last' });
  });

  test('of a convolution whose places are averaged after it', () => {
    const head = [
      { op: 'Conv', from: ['features', 'k'], to: 'maps' },
      { op: 'Relu', from: ['maps'], to: 'active' },
      { op: 'GlobalAveragePool', from: ['active'], to: 'means' },
      { op: 'Flatten', from: ['means'], to: 'y' },
    ];
    expect(find(made(head))).toEqual({ tensor: 'features', channels: 'first' });
  });

  test('through a softmax that is written out', () => {
    const head = [
      { op: 'MatMul', from: ['flat', 'w'], to: 'product' },
      { op: 'Add', from: ['b', 'product'], to: 'logits' },
      { op: 'Exp', from: ['logits'], to: 'powers' },
      { op: 'ReduceSum', from: ['powers'], to: 'sum' },
      { op: 'Div', from: ['powers', 'sum'], to: 'y' },
    ];
    expect(find(made([...pooled, ...head]))?.tensor).toBe('flat');
  });

  test('of quantized layers, with what their numbers mean; before quantization where that happens on the way', () => {
    const quantized = weights('q', [2, 4], new Uint8Array(8), 'uint8');
    const parts = ['s', 'z', 'ws', 'wz', 'ys', 'yz'].flatMap((name) => weights(name, [], floats(1)));
    const fixed = [
      { op: 'QuantizeLinear', from: ['flat', 's', 'z'], to: 'bytes' },
      { op: 'QLinearMatMul', from: ['bytes', 's', 'z', 'q', 'ws', 'wz', 'ys', 'yz'], to: 'product' },
      { op: 'DequantizeLinear', from: ['product', 'ys', 'yz'], to: 'y' },
    ];
    expect(find(made([...pooled, ...fixed], [...quantized, ...parts]))).toEqual({
      tensor: 'bytes',
      channels: 'last',
      quantization: { scale: 's', zeroPoint: 'z' },
    });
    const dynamic = [
      { op: 'DynamicQuantizeLinear', from: ['flat'], to: 'bytes' },
      { op: 'MatMulInteger', from: ['bytes', 'q'], to: 'product' },
      { op: 'Cast', from: ['product'], to: 'y' },
    ];
    expect(find(made([...pooled, ...dynamic], quantized))?.tensor).toBe('flat');
  });

  test('of the output that is named', () => {
    const head = [
      { op: 'Gemm', from: ['flat', 'w'], to: 'y' },
      { op: 'MatMul', from: ['pooled', 'w'], to: 'other' },
    ];
    expect(find(made([...pooled, ...head]), 'other')?.tensor).toBe('pooled');
  });
});

describe('nothing is found', () => {
  test('where the image goes into the only layer', () => {
    const nodes = [
      { op: 'Flatten', from: ['x'], to: 'flat' },
      { op: 'MatMul', from: ['flat', 'w'], to: 'y' },
    ];
    expect(find(makeOnnx({ input: [1, 3, 8, 8], output: [1, 2], nodes, more: w }))).toBeNull();
  });

  test('where two ways meet, or an operator that no head has', () => {
    const twoWays = [
      { op: 'Conv', from: ['features', 'k'], to: 'one' },
      { op: 'Sigmoid', from: ['features'], to: 'other' },
      { op: 'Add', from: ['one', 'other'], to: 'y' },
    ];
    expect(find(made(twoWays))).toBeNull();
    expect(find(made([{ op: 'Concat', from: ['features', 'conv'], to: 'y' }]))).toBeNull();
    const attention = [{ op: 'MatMul', from: ['features', 'conv'], to: 'y' }];
    expect(find(made(attention))).toBeNull();
  });

  test('in a graph that goes in circles, or has no such output', () => {
    const circle = [
      { op: 'Relu', from: ['c'], to: 'y' },
      { op: 'Relu', from: ['y'], to: 'c' },
    ];
    expect(find(made(circle))).toBeNull();
    expect(find(made([]), 'nowhere')).toBeNull();
  });
});
