import { expect, test } from 'vitest';
import { SignalToNoise } from '../../../../../electron/inference/quantize/SignalToNoise.ts';

const output = (name: string, ...values: number[]) => ({ name, data: Float32Array.from(values) });

test('the output that suffers most counts, over all images together, in decibels', () => {
  const ratio = new SignalToNoise();
  ratio.add([output('boxes', 10, 0), output('scores', 1)], [output('boxes', 11, 0), output('scores', 1)]);
  ratio.add([output('boxes', 0, 10), output('scores', 1)], [output('boxes', 0, 9), output('scores', 0.5)]);
  // boxes: 200 / 2 = 20 dB; scores: 2 / 0.25 = 9.03 dB.
  expect(ratio.decibels).toBeCloseTo(10 * Math.log10(8), 6);
});

test('what is the same leaves no noise, and what is impossible in both is left out', () => {
  const ratio = new SignalToNoise();
  ratio.add([output('y', 3, -Infinity)], [output('y', 3, -Infinity)]);
  expect(ratio.decibels).toBe(Infinity);
});
