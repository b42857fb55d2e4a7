import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantizeVector } from '#shared/metrics/quantizedVector.ts';

test('no number is off by more than half a step, and the largest is exact', () => {
  const numbers = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(numbers, (given) => {
      const vector = Float32Array.from(given);
      const { scale, values } = quantizeVector(vector);
      for (const [at, value] of vector.entries())
        expect(Math.abs((values[at] ?? 0) * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
      const high = Math.max(...vector.map(Math.abs));
      expect(Math.max(...values.map(Math.abs)) * (high === 0 ? 0 : scale)).toBeCloseTo(high, 4);
    }),
  );
});

test('zeros stay zeros', () => {
  expect(quantizeVector(new Float32Array(3)).values).toEqual(new Int8Array(3));
});
