import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uuidOf } from '#engine/datasets/import/labelIds.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import { readDicomFile } from '#shared/medical/dicom/readElements.ts';
import { itemsOf, textOf } from '#shared/medical/dicom/values.ts';
import { ringsToRuns } from '#shared/geometry/runs.ts';
import { maskOf } from '#shared/shapes/mask/maskGeometry.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

const data = {
  'ct.dcm': sharedData('medical/dicom/pydicom_CT_small.dcm'),
  'mr.dcm': sharedData('medical/dicom/pydicom_emri_small.dcm'),
  'us.dcm': sharedData('medical/dicom/pydicom_US1_J2KR.dcm'),
  'brain.nii.gz': sharedData('medical/nifti/avg152T1_LR_nifti.nii.gz'),
};

let desk: TestEngine;
let folder: string;
beforeEach(async () => {
  desk = startEngine();
  folder = path.join(desk.home, 'images');
  mkdirSync(folder);
  for (const [name, file] of Object.entries(data)) if (file) copyFileSync(file, path.join(folder, name));
  await sharp({ create: { width: 60, height: 50, channels: 3, background: 'red' } })
    .png()
    .toFile(path.join(folder, 'photo.png'));
});
afterEach(() => desk.close());

async function documents() {
  const { items } = await desk.engine.call('items.list', { query: {}, offset: 0, limit: 1000 });
  return Promise.all(items.map(({ id }) => desk.engine.call('items.document', { itemId: id })));
}

/** Masks that lie in another place in each image. */
function masksFor({ widthPx, heightPx }: { widthPx: number | null; heightPx: number | null }, at: number) {
  const image = { width: widthPx ?? 0, height: heightPx ?? 0 };
  const square = (x: number, y: number) => [x, y, x + 9, y, x + 9, y + 6, x, y + 6];
  return [square(3 + (at % 20), 4), square(30 - (at % 20), 20 + (at % 9))].map((ring) =>
    maskOf(ringsToRuns([ring], image), image),
  );
}

async function label(): Promise<void> {
  const nothing = { added: [], updated: [], removed: [] };
  for (const [at, { item }] of (await documents()).entries()) {
    // Every seventh is a finished image without labels.
    const shapes = at % 7 === 6 ? [] : masksFor(item, at);
    const added = shapes.map((shape, z) => ({
      ...{ id: uuidOf(at, 'test', z), classId: z + 1, shape, source: 'person', predictionId: null, score: null, z },
    }));
    await desk.engine.call('annotations.apply', {
      ...{ itemId: item.id, baseRevision: item.revision, label: 'Draw' },
      change: { annotations: { ...nothing, added }, decisions: nothing, stage: [item.stage, 'labeled'] } as never,
    });
  }
}

async function exportTo(input: Omit<EngineInput<'exports.start'>, 'folder'>): Promise<string> {
  const out = path.join(desk.home, `out-${input.format}`);
  const { jobId } = await desk.engine.call('exports.start', { ...input, folder: desk.engine.grants.add(out).id });
  expect(await desk.ended(jobId)).toMatchObject({ state: 'done' });
  return out;
}

async function importFrom(source: string) {
  const { token } = await desk.engine.call('imports.preview', { source: { path: desk.engine.grants.add(source).id } });
  return desk.engine.call('imports.start', { token });
}

/** By image: the shapes of its labels and its stage. */
async function shown(wanted: (kind: string) => boolean): Promise<Record<string, unknown>> {
  const of = (await documents()).filter(({ item }) => wanted(path.extname(item.path)));
  return Object.fromEntries(
    of.map(({ item, annotations }) => [
      `${item.path}#${item.frame}`,
      {
        stage: item.stage,
        shapes: annotations.map(({ classId, shape }) => [classId, shape] as const).sort(([a], [b]) => a - b),
      },
    ]),
  );
}

const names = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)))
    .sort();

describe.skipIf(Object.values(data).some((file) => !file))('labels of medical files', () => {
  test.each([
    ['dicom-seg', (ending: string) => ending === '.dcm', 'dicom'],
    ['nifti', (ending: string) => ending === '.gz', 'nifti'],
  ] as const)(
    '%s: masks come back in another project, exactly, and are there already in the first',
    async (format, isHeld, kind) => {
      await desk.create('p', folder, ['liver', 'tumour']);
      await desk.settled();
      await label();
      const before = await shown(isHeld);
      const count = Object.keys(before).length;
      const others = (await documents()).length - count;
      const preview = await desk.engine.call('exports.preview', { format, what: 'annotations' });
      expect(preview).toMatchObject({
        items: count,
        leftOut: 0,
        losses: [{ reason: 'file', name: kind, count: others }],
      });
      const out = await exportTo({ format });
      expect(JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8'))).toMatchObject({
        items: count,
        losses: preview.losses,
      });
      expect(await importFrom(out)).toMatchObject({ imagesChanged: 0, labels: { added: 0 }, problems: { total: 0 } });
      await desk.create('q', folder, ['liver', 'tumour']);
      await desk.settled();
      const { problems, images } = await importFrom(out);
      expect(problems.total).toBe(0);
      expect(images.unmatched.total).toBe(0);
      const after = await shown(isHeld);
      // Which frames of a file of several were finished without labels, no segmentation object says.
      const isSaid = ([name, value]: [string, unknown]): boolean =>
        format === 'nifti' || !name.startsWith('mr.dcm') || (value as { shapes: unknown[] }).shapes.length > 0;
      expect(Object.fromEntries(Object.entries(after).filter(isSaid))).toEqual(
        Object.fromEntries(Object.entries(before).filter(isSaid)),
      );
      expect(await desk.engine.call('projects.verify', {})).toMatchObject({ ok: true, differences: [] });
    },
  );

  test('frames that an export names are found again, by their number and by their picture', async () => {
    await desk.create('p', folder, ['liver', 'tumour']);
    await desk.settled();
    await label();
    const before = await shown(() => true);
    for (const images of ['leave', 'copy'] as const) {
      const out = path.join(desk.home, images);
      await desk.create(`p2-${images}`, folder, ['liver', 'tumour']);
      await desk.settled();
      await label();
      const { jobId } = await desk.engine.call('exports.start', {
        ...{ format: 'coco', images, folder: desk.engine.grants.add(out).id },
      });
      expect(await desk.ended(jobId)).toMatchObject({ state: 'done' });
      await desk.create(`q-${images}`, folder, ['liver', 'tumour']);
      await desk.settled();
      expect(await importFrom(out)).toMatchObject({ images: { unmatched: { total: 0 }, ambiguous: { total: 0 } } });
      expect(await shown(() => true)).toEqual(before);
    }
  });

  test('de-identified: numbered copies of DICOM files alone, and segmentations that refer to them', async () => {
    await desk.create('p', folder, ['liver', 'tumour']);
    await desk.settled();
    await label();
    const deidentify = { burnedIn: 'leaveOut' } as const;
    const preview = await desk.engine.call('exports.preview', { format: 'dicom-seg', what: 'annotations', deidentify });
    expect(await desk.engine.call('exports.hasDicom', {})).toBe(true);
    expect(preview.losses).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reason: 'file', name: 'dicom' }),
        { reason: 'burnedIn', name: '', count: 1 },
      ]),
    );
    const out = await exportTo({ format: 'dicom-seg', deidentify });
    const files = names(out);
    expect(files).toEqual([
      'README.md',
      'dataset-card.json',
      'deidentification.csv',
      'export-info.json',
      'images/series-001/image-0001.dcm',
      'images/series-002/image-0001.dcm',
      'segmentations/series-001/image-0001.dcm',
      'segmentations/series-002/image-0001-001.dcm',
    ]);
    const original = readDicomFile(readFileSync(path.join(folder, 'ct.dcm'))).elements;
    const words = [0x00100010, 0x00100020, 0x0020000d, 0x0020000e, 0x00080018].map(
      (tag) => textOf(original, tag) ?? '',
    );
    for (const file of files)
      for (const word of [...words, 'ct.dcm', 'us.dcm', 'mr.dcm'])
        expect([file, readFileSync(path.join(out, file)).includes(word)]).toEqual([file, false]);
    const copy = readDicomFile(readFileSync(path.join(out, 'images/series-001/image-0001.dcm'))).elements;
    const seg = readDicomFile(readFileSync(path.join(out, 'segmentations/series-001/image-0001.dcm'))).elements;
    const [referenced] = itemsOf(itemsOf(seg, 0x00081115)[0], 0x0008114a);
    expect(textOf(referenced, 0x00081155)).toBe(textOf(copy, 0x00080018));
    expect(textOf(seg, 0x0020000d)).toBe(textOf(copy, 0x0020000d));
  });
});
