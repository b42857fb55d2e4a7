import { expect, test } from 'vitest';
import { Histogram } from '#models/quantize/Histogram.ts';

test('all that was seen is in the range, and zero; nothing that is no number', () => {
  const histogram = new Histogram();
  expect(histogram.range('all')).toEqual({ low: 0, high: 0 });
  histogram.add(Float32Array.of(1, 2));
  expect(histogram.range('all')).toEqual({ low: 0, high: 2 });
  histogram.add(Float32Array.of(-1000, Number.NaN, Infinity, -Infinity));
  expect(histogram.range('all')).toEqual({ low: -1000, high: 2 });
});

test('a few that lie far out are cut off where that makes the others finer; evenly spread numbers are kept', () => {
  const even = new Histogram();
  even.add(Float32Array.from({ length: 10_001 }, (_, at) => at / 1000));
  expect(even.range('leastError').high).toBeGreaterThan(9.5);
  // 100,000 within 1, one at 3: a step of 1/255 instead of 3/255 saves 100,000 x 1.0e-5, and cuts 2 ** 2 off.
  const outlier = new Histogram();
  const many = Float32Array.from({ length: 1_000_000 }, (_, at) => (at % 1000) / 1000);
  outlier.add(many);
  outlier.add(Float32Array.of(3));
  const { high } = outlier.range('leastError');
  expect(high).toBeGreaterThan(0.95);
  expect(high).toBeLessThan(1.8);
});

test('what is added later, however large, falls where it would have fallen at first', () => {
  const [small, large] = [Float32Array.from({ length: 999 }, (_, at) => at / 999), Float32Array.of(-700, 12, 64)];
  const [a, b] = [new Histogram(), new Histogram()];
  a.add(small);
  a.add(large);
  b.add(large);
  b.add(small);
  expect(a.range('leastError')).toEqual(b.range('leastError'));
});
