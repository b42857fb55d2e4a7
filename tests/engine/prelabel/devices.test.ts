import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFaulty } from './support/startFaulty.ts';
import type { FaultyDesk } from './support/startFaulty.ts';

/** A machine with a made accelerator. */
function openWith(fate: string): FaultyDesk {
  const desk = openFaulty(['a.jpg', 'b.jpg']);
  writeFileSync(path.join(desk.folder, `probe ${fate}`), '');
  return desk;
}

async function runAuto(desk: FaultyDesk): Promise<string> {
  const { runId } = await desk.start(undefined, 'auto');
  const run = await desk.prelabeler.finished(runId);
  expect(run).toMatchObject({ state: 'done', itemsDone: 2, itemsFailed: 0 });
  return run.deviceUsed ?? '';
}

/** How often the accelerator was tried. */
function countProbes({ folder }: FaultyDesk): number {
  const log = path.join(folder, 'probes.log');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0;
}

test('the faster device that says the same is used; it is tried once for a model', async () => {
  const desk = openWith('fast');
  const used = await runAuto(desk);
  expect(used).toMatch(/^webgpu; 0 ms an image against \d.* ms on the cpu, with the same results$/);
  expect(await runAuto(desk)).toBe(used);
  expect(countProbes(desk)).toBe(1);
});

test.each([
  ['slow', /^cpu \(\d+ threads?\); webgpu not used: slower, 60000 ms an image against [\d.]+ ms$/],
  ['differs', /^cpu \(\d+ threads?\); webgpu not used: its results differ from those of the cpu$/],
])('a device that is %s is not used, and the run says so', async (fate, said) => {
  expect(await runAuto(openWith(fate))).toMatch(said);
});

test.each([
  ['crash', 'it made the inference process crash'],
  ['hang', 'it did not answer within 2 s'],
])('a driver that makes the process %s does not touch the run, and is not tried again', async (fate, said) => {
  const desk = openWith(fate);
  const used = await runAuto(desk);
  expect(used).toMatch(/^cpu \(\d+ threads?\); webgpu not used: /);
  expect(used).toContain(`${said}; it is tried again when Firstpass is started anew`);
  // Also where nothing is known yet, and the driver has come to its senses.
  rmSync(path.join(desk.folder, `probe ${fate}`));
  writeFileSync(path.join(desk.folder, 'probe fast'), '');
  const { device, notes } = await desk.choose({ threads: 7, lanes: 1 });
  expect(device).toBe('cpu');
  expect(notes.join()).toContain(said);
  expect(countProbes(desk)).toBe(1);
});

test('what is missing is told without trying', async () => {
  const desk = openFaulty(['a.jpg', 'b.jpg']);
  expect(await runAuto(desk)).toMatch(/; webgpu not used: it was not made up$/);
  expect(countProbes(desk)).toBe(0);
});

test('asked for one device by name, nothing else is tried', async () => {
  const desk = openWith('crash');
  const { runId } = await desk.start();
  expect(await desk.prelabeler.finished(runId)).toMatchObject({
    deviceUsed: expect.stringMatching(/^cpu[^;]*$/) as string,
  });
  expect(countProbes(desk)).toBe(0);
});
