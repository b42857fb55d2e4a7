import { expect, test } from 'vitest';
import { poolEmbedding } from '#models/onnx/poolEmbedding.ts';

const data = Float32Array.of(1, 3, 10, 30, 100, 300);

test('the places of each channel are averaged, wherever the channels are', () => {
  expect(poolEmbedding({ dims: [1, 3, 2, 1], data }, 'first')).toEqual(Float32Array.of(2, 20, 200));
  expect(poolEmbedding({ dims: [1, 2, 3], data }, 'last')).toEqual(Float32Array.of(15.5, 51.5, 155));
  expect(poolEmbedding({ dims: [1, 6], data }, 'last')).toEqual(data);
});

test('what is no vector of numbers is none', () => {
  expect(poolEmbedding({ dims: [], data: new Float32Array(0) }, 'first')).toBeNull();
  expect(poolEmbedding({ dims: [1, 0], data: new Float32Array(0) }, 'last')).toBeNull();
  expect(poolEmbedding({ dims: [1, 2], data: Float32Array.of(1, Number.NaN) }, 'last')).toBeNull();
  expect(poolEmbedding({ dims: [1, 20_000], data: new Float32Array(20_000) }, 'last')).toBeNull();
});
