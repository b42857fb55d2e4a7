import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { acceptRest } from '#shared/actions/decide.ts';
import { makeId } from '#tests/support/factories.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

const ct = sharedData('medical/dicom/pydicom_CT_small.dcm');
const two = sharedData('medical/dicom/pydicom_SC_rgb_rle_2frame.dcm');

let t: TestEngine;
let out: string;
beforeEach(() => {
  t = startEngine();
  out = path.join(t.home, 'out');
});
afterEach(() => t.close());

async function prepare(): Promise<void> {
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  copyFileSync(ct ?? '', path.join(images, 'ct.dcm'));
  copyFileSync(two ?? '', path.join(images, 'two.dcm'));
  await t.create('p', images, ['lesion']);
  await t.settled();
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 9 });
  for (const { id: itemId } of items) {
    const document = await t.engine.call('items.document', { itemId });
    const change = acceptRest(document, { newId: makeId, durationMs: 0 });
    await t.engine.call('annotations.apply', { itemId, baseRevision: 0, change, label: 'Finish' });
  }
}

async function exportAs(images: 'copy' | 'link' | 'leave'): Promise<string[]> {
  const folder = t.engine.grants.add(out).id;
  const { jobId } = await t.engine.call('exports.start', { format: 'coco', folder, images, what: 'annotations' });
  expect((await t.ended(jobId)).state).toBe('done');
  const [json] = readdirSync(out, { recursive: true }).filter((name) =>
    /annotations.*\.json$|instances.*\.json$/.test(String(name)),
  );
  const text = readFileSync(path.join(out, String(json)), 'utf8');
  return (JSON.parse(text) as { images: { file_name: string }[] }).images.map(({ file_name: name }) => name);
}

describe.skipIf(!ct || !two)('medical files in an export', () => {
  test.each(['copy', 'link'] as const)(
    '%s: the pixels go along as PNG without loss, and nothing of the patient',
    async (how) => {
      await prepare();
      const names = await exportAs(how);
      expect(names.map((name) => path.basename(name))).toEqual(['ct.png', 'two-001.png', 'two-002.png']);
      const files = readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => path.join(parentPath, name));
      expect(files.filter((file) => file.endsWith('.dcm'))).toEqual([]);
      for (const file of files) expect(readFileSync(file, 'latin1')).not.toMatch(/CompressedSamples|1CT1|JFK IMAGING/);
      const grey = files.find((file) => file.endsWith('ct.png')) ?? '';
      const { data } = await sharp(grey)
        .toColourspace('grey16')
        .raw({ depth: 'ushort' })
        .toBuffer({ resolveWithObject: true });
      const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
      // pydicom: stored numbers from 128 to 2191, moved up by 32,768.
      expect([Math.min(...samples), Math.max(...samples)]).toEqual([128 + 32_768, 2191 + 32_768]);
    },
  );

  test('what stays in its place is named with its frame', async () => {
    await prepare();
    const names = await exportAs('leave');
    expect(names.map((name) => path.basename(name))).toEqual(['ct.dcm', 'two.dcm#1', 'two.dcm#2']);
  });
});
