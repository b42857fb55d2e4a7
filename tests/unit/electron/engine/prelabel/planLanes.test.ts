import { expect, test } from 'vitest';
import { planLanes } from '#engine/prelabel/planLanes.ts';

const gib = 2 ** 30;
const machine = { cores: 4, freeBytes: 16 * gib, modelBytes: 4 * 2 ** 20, lanesAtMost: 8 };

test('a small model has a process on every core', () => {
  expect(planLanes(machine)).toEqual({ lanes: 4, threads: 1 });
  expect(planLanes({ ...machine, cores: 1 })).toEqual({ lanes: 1, threads: 1 });
});

test('where there are more cores than processes, each has several threads', () => {
  expect(planLanes({ ...machine, cores: 32 })).toEqual({ lanes: 8, threads: 4 });
});

test('a large model, or a machine with little memory, has fewer processes, and always one', () => {
  expect(planLanes({ ...machine, modelBytes: gib })).toEqual({ lanes: 1, threads: 4 });
  expect(planLanes({ ...machine, freeBytes: 1.3 * gib })).toEqual({ lanes: 2, threads: 2 });
  expect(planLanes({ ...machine, freeBytes: 0 })).toEqual({ lanes: 1, threads: 4 });
});
