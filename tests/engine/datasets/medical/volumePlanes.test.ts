import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uuidOf } from '#engine/datasets/import/labelIds.ts';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import type { Plane } from '#shared/model/itemFacts.ts';
import { itemName } from '#shared/model/itemName.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

const brain = sharedData('medical/nifti/avg152T1_LR_nifti.nii.gz');
/** Voxels of that volume from left to right, back to front, feet to head. */
const [across, deep, high] = [91, 109, 91];

let desk: TestEngine;
let folder: string;
beforeEach(() => {
  desk = startEngine();
  folder = path.join(desk.home, 'images');
  mkdirSync(folder);
  if (brain) copyFileSync(brain, path.join(folder, 'brain.nii.gz'));
});
afterEach(() => desk.close());

async function create(name: string, planes: Plane[]): Promise<void> {
  const file = desk.engine.grants.add(path.join(desk.home, `${name}.firstpass`)).id;
  const roots = [desk.engine.grants.add(folder).id];
  await desk.engine.call('projects.create', { file, roots, classes: ['lesion'], planes });
  await desk.settled();
}

type Items = EngineOutput<'items.list'>['items'];
const listed = async (where?: string): Promise<Items> =>
  (await desk.engine.call('items.list', { query: where ? { where } : {}, offset: 0, limit: 1000 })).items;
const count = async (): Promise<number> => (await listed()).length;

/** A box of whole pixels on some slices of a plane, which are labeled then. */
async function label(plane: Plane, slices: readonly number[]): Promise<void> {
  const nothing = { added: [], updated: [], removed: [] };
  for (const item of (await listed()).filter((one) => one.plane === plane && slices.includes(one.slice ?? -1))) {
    const box = { kind: 'box', box: [10 + (item.slice ?? 0) / 2, 20, 15, 12] };
    const added = { id: uuidOf(item.id, 'test', 0), classId: 1, shape: box, source: 'person', predictionId: null };
    const { revision } = (await desk.engine.call('items.document', { itemId: item.id })).item;
    await desk.engine.call('annotations.apply', {
      ...{ itemId: item.id, baseRevision: revision, label: 'Draw' },
      change: {
        annotations: { ...nothing, added: [{ ...added, score: null, z: 0 }] },
        ...{ decisions: nothing, stage: ['new', 'labeled'] },
      } as never,
    });
  }
}

async function exportTo(name: string, input: { format: string; images?: 'leave' | 'copy' }): Promise<string> {
  const out = path.join(desk.home, name);
  const { jobId } = await desk.engine.call('exports.start', { ...input, folder: desk.engine.grants.add(out).id });
  expect(await desk.ended(jobId)).toMatchObject({ state: 'done' });
  return out;
}

async function importFrom(source: string) {
  const { token } = await desk.engine.call('imports.preview', { source: { path: desk.engine.grants.add(source).id } });
  return desk.engine.call('imports.start', { token });
}

/** The labels of images that are labeled, by name: the pixels that each covers, as its box. */
async function labels(): Promise<Record<string, unknown>> {
  const found = await Promise.all(
    (await listed())
      .filter(({ stage }) => stage !== 'new')
      .map(async (item) => {
        const { annotations } = await desk.engine.call('items.document', { itemId: item.id });
        return [itemName(item), annotations.map(({ shape }) => shape)] as const;
      }),
  );
  return Object.fromEntries(found);
}

describe.skipIf(!brain)('planes of volumes', () => {
  test('axial slices alone are images, unless others are asked for; then they are added, and no image becomes another', async () => {
    await create('p', []);
    const before = (await listed()).map(({ id, frame }) => [id, frame]);
    expect(before).toHaveLength(high);
    expect((await desk.engine.call('projects.current', {}))?.planes).toEqual(['axial']);
    await desk.engine.call('roots.choosePlanes', { planes: ['sagittal'] });
    await desk.settled();
    expect(await count()).toBe(high + across);
    await desk.engine.call('roots.choosePlanes', { planes: ['coronal'] });
    await desk.settled();
    const after = (await listed()).toSorted((a, b) => a.frame - b.frame);
    expect(after).toHaveLength(high + across + deep);
    expect(after.slice(0, high).map(({ id, frame }) => [id, frame])).toEqual(before);
    expect(after.map(({ frame }) => frame)).toEqual(Array.from({ length: after.length }, (_, frame) => frame));
    expect((await desk.engine.call('projects.current', {}))?.planes).toEqual(['axial', 'coronal']);
    expect(await desk.engine.call('projects.verify', {})).toMatchObject({ ok: true, differences: [] });
  });

  test('each slice is named with its plane, has its size, its directions and its spacing, and is found by its plane', async () => {
    await create('p', ['coronal', 'sagittal']);
    const items = await listed();
    const [coronal, sagittal] = [items[high], items[high + deep]];
    if (!coronal || !sagittal) throw new Error('there are such slices');
    expect([items[0], coronal, sagittal].map((item) => item && itemName(item))).toEqual([
      'brain.nii.gz #1',
      'brain.nii.gz coronal #1',
      'brain.nii.gz sagittal #1',
    ]);
    expect(coronal).toMatchObject({ widthPx: across, heightPx: high });
    expect(sagittal).toMatchObject({ widthPx: deep, heightPx: high });
    const { facts } = (await desk.engine.call('items.document', { itemId: sagittal.id })).item;
    expect(facts).toMatchObject({
      ...{ plane: 'sagittal', slice: 0, sides: { left: 'A', right: 'P', top: 'H', bottom: 'F' } },
      spacing: { xMm: 2, yMm: 2 },
    });
    expect(await listed('meta.nifti.plane=coronal')).toHaveLength(deep);
  });

  test.each(['coronal', 'sagittal'] as const)(
    'COCO names %s slices, left in their place and copied, and they are found again',
    async (plane) => {
      await create('p', ['coronal', 'sagittal']);
      await label(plane, [3, 40]);
      const before = await labels();
      expect(Object.keys(before)).toEqual([`brain.nii.gz ${plane} #4`, `brain.nii.gz ${plane} #41`]);
      for (const images of ['leave', 'copy'] as const) {
        await desk.engine.call('projects.open', {
          file: desk.engine.grants.add(path.join(desk.home, 'p.firstpass')).id,
        });
        const out = await exportTo(images, { format: 'coco', images });
        const { images: named } = JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as {
          images: { file_name: string }[];
        };
        expect(named.map(({ file_name: name }) => path.basename(name))).toEqual(
          images === 'leave'
            ? [`brain.nii.gz#${plane}-4`, `brain.nii.gz#${plane}-41`]
            : [`brain-${plane}-0004.png`, `brain-${plane}-0041.png`],
        );
        await create(`q-${images}`, ['coronal', 'sagittal']);
        expect(await importFrom(out)).toMatchObject({ images: { unmatched: { total: 0 }, ambiguous: { total: 0 } } });
        expect(await labels()).toEqual(before);
      }
    },
  );

  test('a label map has the labels of coronal slices, which come back on these slices alone', async () => {
    await create('p', ['coronal']);
    await label('coronal', [3, 40]);
    const out = await exportTo('out', { format: 'nifti' });
    expect(JSON.parse(readFileSync(path.join(out, 'labels.json'), 'utf8'))).toEqual({
      labels: { background: 0, lesion: 1, ignore: 2 },
      slices: { brain: [high + 3, high + 40] },
    });
    await create('q', ['coronal']);
    expect(await importFrom(out)).toMatchObject({ problems: { total: 0 }, images: { unmatched: { total: 0 } } });
    const shapes = await labels();
    expect(Object.keys(shapes)).toEqual(['brain.nii.gz coronal #4', 'brain.nii.gz coronal #41']);
    const again = await exportTo('again', { format: 'nifti' });
    const map = 'labels/brain.nii.gz';
    expect(readFileSync(path.join(again, map)).equals(readFileSync(path.join(out, map)))).toBe(true);
    expect(await importFrom(out)).toMatchObject({ imagesChanged: 0, labels: { added: 0 } });
  });
});
