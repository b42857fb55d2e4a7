import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { makeDarknessModel } from '#tests/support/makeDarknessModel.ts';
import { runCli } from '#tests/support/runCli.ts';

let home: string;
let images: string;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cli-'));
  images = path.join(home, 'images');
  mkdirSync(path.join(images, 'night'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const firstpass = (...args: string[]) => runCli(args, { ...process.env, FIRSTPASS_DATA: path.join(home, 'data') });

const writeGrey = (name: string, level: number) =>
  sharp({ create: { width: 32, height: 32, channels: 3, background: { r: level, g: level, b: level } } })
    .png()
    .toFile(path.join(images, name));

/** @returns the project. */
async function init(): Promise<string> {
  const project = path.join(home, 'p');
  expect(await firstpass('init', project, '--images', images, '--classes', 'a,b,c')).toMatchObject({ code: 0 });
  return project;
}

test('images that a run could not do are named, and the program says that it is done in part', async () => {
  for (const [name, level] of [
    ['day.png', 200],
    ['night/one.png', 0],
    ['night/two.png', 0],
  ] as const)
    await writeGrey(name, level);
  const project = await init();
  const model = makeDarknessModel(home);
  const { code, stdout, stderr } = await firstpass('prelabel', project, '--model', model, '--device', 'cpu');
  expect(code).toBe(3);
  expect(stdout).toMatch(/^failed +2$/m);
  const line = (name: string): unknown =>
    expect.stringMatching(
      new RegExp(`^failed\\[model\\.noNumbers\\]: ${name}: The model darkness gave no usable numbers`),
    );
  expect(stderr.trim().split('\n').sort()).toEqual([line('night/one\\.png'), line('night/two\\.png')]);

  const failure = (name: string): unknown => ({
    path: name,
    error: expect.objectContaining({ code: 'model.noNumbers', hint: expect.any(String) as string }) as unknown,
  });
  const again = await firstpass('prelabel', project, '--model', model, '--device', 'cpu', '--json');
  expect(again).toMatchObject({ code: 3, stderr: '', json: { run: { itemsDone: 1, itemsFailed: 2 } } });
  const { failures } = again.json as { failures: { path: string }[] };
  expect(failures.sort((a, b) => a.path.localeCompare(b.path))).toEqual([
    failure('night/one.png'),
    failure('night/two.png'),
  ]);
});

test('WebGPU is refused with what to do about it where this machine has none', async ({ skip }) => {
  await writeGrey('day.png', 200);
  const project = await init();
  const asked = await firstpass('prelabel', project, '--model', 'cells', '--device', 'webgpu', '--json');
  if (asked.code === 0) skip('this machine has WebGPU');
  expect(asked).toMatchObject({
    code: 1,
    json: {
      error: {
        code: 'device.unavailable',
        details: { device: 'webgpu' },
        hint: expect.stringContaining('--device cpu') as string,
      },
    },
  });
  const { stderr } = await firstpass('prelabel', project, '--model', 'cells', '--device', 'webgpu');
  // The runtime has its say before.
  expect(stderr).toMatch(
    /^error\[device\.unavailable\]: The device webgpu can not be used here: .+\n {2}hint: .*firstpass doctor/m,
  );
});
