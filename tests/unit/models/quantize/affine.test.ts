import { expect, test } from 'vitest';
import { affineOf, leastWeightScales, quantizeBias, quantizeWeights } from '#models/quantize/affine.ts';

test('a range is spread over the 256 values of a byte, and zero is one of them', () => {
  expect(affineOf({ low: 0, high: 255 })).toEqual({ scale: 1, zeroPoint: 0 });
  // 4 / 255 = 0.015686...; -1 lies 63.75 steps below zero.
  expect(affineOf({ low: -1, high: 3 })).toEqual({ scale: Math.fround(4 / 255), zeroPoint: 64 });
  expect(affineOf({ low: -2, high: -1 })).toEqual({ scale: Math.fround(2 / 255), zeroPoint: 255 });
  expect(affineOf({ low: 1, high: 5.1 })).toEqual({ scale: Math.fround(0.02), zeroPoint: 0 });
  expect(affineOf({ low: 0, high: 0 }).scale).toBeGreaterThan(0);
});

test('each channel of weights is spread over -127..127 by its own largest', () => {
  const weights = Float32Array.of(1, -0.25, 4, 1);
  // By rows: 0.25 / (1 / 127) = 31.75; 1 / (4 / 127) = 31.75.
  const rows = quantizeWeights(weights, [2, 2], 0);
  expect([...rows.values]).toEqual([127, -32, 127, 32]);
  expect(rows.scales).toEqual(Float32Array.of(1 / 127, 4 / 127));
  const columns = quantizeWeights(weights, [2, 2], 1);
  expect([...columns.values]).toEqual([32, -32, 127, 127]);
  expect(columns.scales).toEqual(Float32Array.of(4 / 127, 1 / 127));
  const whole = quantizeWeights(weights, [2, 2], null);
  expect([...whole.values]).toEqual([32, -8, 127, 32]);
  expect(quantizeWeights(new Float32Array(2), [2], 0)).toEqual({
    values: new Int8Array(2),
    scales: Float32Array.of(1, 1),
  });
});

test('a bias is counted in steps of input and weights together, and fits where weights are all but zero', () => {
  const { values, scales } = quantizeBias(Float32Array.of(1, -3), 0.5, Float32Array.of(0.25, 0.5));
  expect([[...values], [...scales]]).toEqual([
    [8, -12],
    [0.125, 0.25],
  ]);
  const bias = Float32Array.of(2 ** 10);
  const least = leastWeightScales(bias, 2 ** -10);
  expect([...least]).toEqual([2 ** -10]);
  const tiny = quantizeWeights(Float32Array.of(1e-9), [1], 0, least);
  expect([...quantizeBias(bias, 2 ** -10, tiny.scales).values]).toEqual([2 ** 30]);
});
