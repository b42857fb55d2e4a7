import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '#tests/support/runCli.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';

let home: string;
const at = (...names: string[]): string => path.join(home, ...names);
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cli-'));
  copySampleImages(at('images'), 3);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const firstpass = (...args: string[]) => runCli(args, { ...process.env, FIRSTPASS_DATA: at('data') });

/** A label of an image, as another tool wrote it. */
async function label(project: string, image: string, x: number, stage = 'in progress'): Promise<void> {
  const file = at('labels.json');
  const coco = {
    images: [{ id: 1, file_name: image, width: 640, height: 480 }],
    categories: [{ id: 1, name: 'cell' }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [x, 10, 20, 20] }],
  };
  writeFileSync(file, JSON.stringify(coco));
  expect(await firstpass('import', project, file, '--stage', stage)).toMatchObject({ code: 0 });
}

test('packed, unpacked elsewhere and exported, a project has the same labels', async () => {
  await firstpass('init', at('p'), '--images', at('images'), '--classes', 'cell');
  await label(at('p'), 'field-01.jpg', 10);
  const hashOf = async (project: string, out: string): Promise<unknown> => {
    const { json } = await firstpass('export', project, '--format', 'coco', '--out', at(out), '--all-stages', '--json');
    return (json as { contentHash: string }).contentHash;
  };
  const before = await hashOf(at('p'), 'before');
  expect(await firstpass('pack', at('p'), '--out', at('p.firstpass.zip'), '--json')).toMatchObject({
    code: 0,
    json: { files: 3, missing: { total: 0 } },
  });
  expect(await firstpass('pack', at('p'), '--out', at('p.firstpass.zip'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error\[pack\.targetExists\].*\n {2}hint: /) as string,
  });
  rmSync(at('images'), { recursive: true });
  const there = await firstpass('unpack', at('p.firstpass.zip'), '--to', at('there'), '--json');
  expect(there).toMatchObject({ code: 0, json: { project: at('there', 'p.firstpass'), files: 3 } });
  expect(await firstpass('verify', at('there', 'p'), '--json')).toMatchObject({ code: 0, json: { ok: true } });
  expect(await hashOf(at('there', 'p'), 'after')).toBe(before);
});

test('images that are gone are listed, and the exit code says that it is not all', async () => {
  await firstpass('init', at('p'), '--images', at('images'));
  rmSync(at('images', 'field-02.jpg'));
  expect(await firstpass('pack', at('p'), '--out', at('p.zip'))).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('root-1/field-02.jpg') as string,
  });
});

test('a work package goes out and comes back; a conflict is told with exit code 3 until somebody chooses', async () => {
  await firstpass('init', at('p'), '--images', at('images'), '--classes', 'cell');
  await label(at('p'), 'field-01.jpg', 10);
  const out = ['--out', at('ana.zip'), '--name', 'Ana', '--json'];
  expect(await firstpass('package', at('p'), '--query', 'id<=2', ...out)).toMatchObject({
    code: 0,
    json: { items: 2, labels: 1, files: 2 },
  });
  await firstpass('unpack', at('ana.zip'), '--to', at('ana'));
  const theirs = at('ana', 'p (Ana).firstpass');
  await label(theirs, 'field-01.jpg', 100);
  const back = at('back.firstpass.zip');
  expect(await firstpass('pack', theirs, '--out', back, '--no-images')).toMatchObject({ code: 0 });
  expect(await firstpass('merge', at('p'), back, '--dry-run', '--json')).toMatchObject({
    code: 0,
    json: { dryRun: true, items: { taken: 1 }, labels: { added: 1 } },
  });
  expect(await firstpass('merge', at('p'), back, '--json')).toMatchObject({ code: 0, json: { itemsChanged: 1 } });
  expect(await firstpass('merge', at('p'), back, '--json')).toMatchObject({ code: 0, json: { itemsChanged: 0 } });

  await label(at('p'), 'field-02.jpg', 10, 'labeled');
  await label(theirs, 'field-02.jpg', 200, 'in progress');
  expect(await firstpass('merge', at('p'), theirs)).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('field-02.jpg: stage labeled / in progress') as string,
  });
  expect(await firstpass('merge', at('p'), theirs, '--conflicts', 'mine', '--json')).toMatchObject({
    code: 0,
    json: { itemsChanged: 1, labels: { added: 1 }, stages: 0 },
  });
  expect(await firstpass('verify', at('p'), '--json')).toMatchObject({ code: 0, json: { ok: true } });
});

test('what can not be merged or handed out is refused with a code and a hint', async () => {
  await firstpass('init', at('p'), '--images', at('images'));
  expect(await firstpass('merge', at('p'), at('p'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error\[merge\.notAPackage\].*\n {2}hint: /) as string,
  });
  expect(await firstpass('merge', at('p'), at('none'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error\[pack\.notFound\]/) as string,
  });
  expect(await firstpass('merge', at('p'), at('p'), '--conflicts', 'perhaps')).toMatchObject({ code: 2 });
  expect(await firstpass('package', at('p'), '--query', 'stage:approved', '--out', at('none.zip'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error\[package\.empty\].*\n {2}hint: /) as string,
  });
  expect(existsSync(at('none.zip'))).toBe(false);
});
