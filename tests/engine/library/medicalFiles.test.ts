import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { getItem } from '#engine/db/items.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startLibrary } from './support/startLibrary.ts';
import type { TestLibrary } from './support/startLibrary.ts';

const dicom = (name: string): string | undefined => sharedData(`medical/dicom/${name}`);
const emri = dicom('pydicom_emri_small.dcm');
const ct = dicom('pydicom_CT_small.dcm');
const report = dicom('no-pixel-data.dcm');

let t: TestLibrary;
beforeEach(() => {
  t = startLibrary();
});
afterEach(() => t.close());

const put = (source: string | undefined, name: string): void => copyFileSync(source ?? '', path.join(t.images, name));

async function open(): Promise<void> {
  await t.library.addRoot(t.images);
  t.library.start();
  await t.library.settled();
}

const names = (): string[] => t.items().map(({ path: file, frame }) => `${file} ${frame}`);

describe.skipIf(!emri || !ct)('medical files', () => {
  test('each frame is an item with a picture of its own', async () => {
    put(emri, 'mr.dcm');
    await open();
    expect(names()).toEqual(Array.from({ length: 10 }, (_, frame) => `mr.dcm ${frame}`));
    const pictures = await Promise.all(t.items().map(({ id }) => t.library.picture(id, 'full')));
    expect(new Set(pictures.map(({ path: file }) => file)).size).toBe(10);
    const { width, height, depth, space } = await sharp(pictures[9]?.path).metadata();
    expect({ width, height, depth, space }).toEqual({ width: 64, height: 64, depth: 'ushort', space: 'grey16' });
  });

  test('nothing of the patient is kept: neither in the project nor in its pictures', async () => {
    put(ct, 'ct.dcm');
    await open();
    const [item] = t.items();
    if (!item) throw new Error('there is an item');
    const { facts } = getItem(t.db, item.id);
    // Written out whole: what comes to be kept by mistake fails here.
    expect(facts).toEqual({
      ...{ kind: 'dicom', frameCount: 1, modality: 'CT', photometric: 'MONOCHROME2', burnedIn: 'no', unit: 'HU' },
      spacing: { xMm: 0.661468, yMm: 0.661468, isAtDetector: false },
      sides: { left: 'R', right: 'L', top: 'A', bottom: 'P' },
      scale: { slope: 1, intercept: -33_792 },
    });
    const { path: picture } = await t.library.picture(item.id, 'full');
    const { path: thumbnail } = await t.library.picture(item.id, 'thumb');
    // What the file has in it: name, number, institution and dates.
    const secrets = ['CompressedSamples', '1CT1', 'JFK IMAGING', '20040119', '1.3.6.1.4.1.5962'];
    const whole = readFileSync(path.join(t.images, 'ct.dcm'), 'latin1');
    expect(secrets.filter((secret) => !whole.includes(secret))).toEqual([]);
    t.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of [picture, thumbnail, path.join(t.home, 'test.firstpass')]) {
      const text = readFileSync(file, 'latin1');
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    }
    expect(JSON.stringify(t.logLines)).not.toMatch(/CompressedSamples|JFK/);
  });

  test('a file that is moved takes the labels of all its frames along', async () => {
    put(emri, 'mr.dcm');
    await open();
    const before = t.items().map(({ id }) => id);
    renameSync(path.join(t.images, 'mr.dcm'), path.join(t.images, 'moved.dcm'));
    await t.until(
      () => t.items().every(({ path: file, fileState }) => file === 'moved.dcm' && fileState === 'ready'),
      'the new place',
    );
    expect(t.items().map(({ id }) => id)).toEqual(before);
    expect(names()).toEqual(before.map((_, frame) => `moved.dcm ${frame}`));
  });

  test('of a file that is gone all frames are missing, and all come back with it', async () => {
    put(emri, 'mr.dcm');
    put(ct, 'ct.dcm');
    await open();
    rmSync(path.join(t.images, 'mr.dcm'));
    await t.until(() => t.items().filter(({ fileState }) => fileState === 'missing').length === 10, 'the loss');
    put(emri, 'mr.dcm');
    await t.until(() => t.items().every(({ fileState }) => fileState === 'ready'), 'the return');
    expect(t.items()).toHaveLength(11);
  });

  test('a file that has fewer frames now says so of the others', async () => {
    put(emri, 'mr.dcm');
    await open();
    put(ct, 'mr.dcm');
    await t.until(
      () => t.items().filter(({ problem }) => problem?.code === 'image.noFrame').length === 9,
      'nine refusals',
    );
    expect(t.items().find(({ frame }) => frame === 0)?.fileState).toBe('ready');
  });

  test('a restart reads what was not read yet, and adds nothing twice', async () => {
    put(emri, 'mr.dcm');
    await open();
    t.db.prepare("UPDATE item_probe SET state = 'waiting' WHERE item_id > 3").run();
    t = await t.restart();
    t.library.start();
    await t.library.settled();
    expect(t.items()).toHaveLength(10);
    expect(t.items().every(({ fileState }) => fileState === 'ready')).toBe(true);
  });

  test('files without an image, and files that end too early, say what they are', async () => {
    put(report, 'report.dcm');
    put(ct, 'cut.dcm');
    truncateSync(path.join(t.images, 'cut.dcm'), 20_000);
    await open();
    // A file that has just changed may still be in the middle of being copied.
    await t.until(() => t.items().every(({ fileState }) => fileState === 'unreadable'), 'two refusals');
    expect(t.item('report.dcm').problem?.code).toBe('dicom.noPixels');
    expect(t.item('cut.dcm').problem?.code).toBe('dicom.truncated');
  });
});
