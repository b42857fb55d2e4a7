import { expect, test } from 'vitest';
import { chooseDevice } from '#engine/prelabel/chooseDevice.ts';
import type { Trial } from '#engine/prelabel/chooseDevice.ts';
import { describeDevice } from '#engine/prelabel/describeDevice.ts';

const does = (device: Trial['device'], runMs: number, agrees = true): Trial => ({
  device,
  result: { ok: true, agrees, runMs },
});
const fails = (device: Trial['device'], reason: string): Trial => ({ device, result: { ok: false, reason } });
const say = (trials: readonly Trial[], cpuMs: number, lanes = 1): string =>
  describeDevice(chooseDevice(trials, cpuMs, lanes), 2);

test('without an accelerator the processor does it, and nothing more is said', () => {
  expect(say([], 10)).toBe('cpu (2 threads)');
});

test('a faster device that says the same is used, with what it gains', () => {
  expect(say([does('cuda', 4.13)], 38)).toBe('cuda; 4.1 ms an image against 38 ms on the cpu, with the same results');
});

test('of several the fastest that says the same', () => {
  expect(say([does('cuda', 2, false), does('webgpu', 5), does('directml', 3)], 20)).toBe(
    'directml; 3 ms an image against 20 ms on the cpu, with the same results; ' +
      'cuda not used: its results differ from those of the cpu; webgpu not used: slower, 5 ms an image against 3 ms',
  );
});

test('one that differs, is slower or does not start is not used, and why', () => {
  const cpu = 'cpu (2 threads)';
  expect(say([does('webgpu', 1, false)], 9)).toBe(`${cpu}; webgpu not used: its results differ from those of the cpu`);
  expect(say([does('webgpu', 41)], 9)).toBe(`${cpu}; webgpu not used: slower, 41 ms an image against 9 ms`);
  expect(say([fails('webgpu', 'no adapter')], 9)).toBe(`${cpu}; webgpu not used: no adapter`);
});

test('the processor counts with all its lanes, and wins a draw', () => {
  expect(chooseDevice([does('webgpu', 5)], 18, 4)).toMatchObject({ device: 'cpu' });
  expect(chooseDevice([does('webgpu', 4)], 18, 4)).toMatchObject({ device: 'webgpu' });
  expect(chooseDevice([does('webgpu', 5)], 5, 1)).toMatchObject({ device: 'cpu' });
});
