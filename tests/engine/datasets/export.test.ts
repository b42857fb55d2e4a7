import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { acceptRest } from '#shared/actions/decide.ts';
import { group } from '#shared/actions/groupAnnotations.ts';
import { setAttribute } from '#shared/actions/setAttribute.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import type { Change } from '#shared/change/change.ts';
import { emptyChange } from '#shared/change/emptyChange.ts';
import { squashChanges } from '#shared/change/squashChanges.ts';
import type { AnnotationId, ClassId, GroupId } from '#shared/model/ids.ts';
import { makeId } from '#tests/support/factories.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let images: string;
beforeEach(async () => {
  t = startEngine();
  images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(path.join(images, 'a b'), 3);
  await t.create('p', images, ['cell', 'other']);
  await t.settled();
  // The first is labeled, the second labeled as empty, the third is left alone.
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 2 });
  for (const [index, { id: itemId }] of items.entries()) {
    const document = await t.engine.call('items.document', { itemId });
    const drawn = addAnnotation(document, {
      id: makeId() as AnnotationId,
      classId: 2 as ClassId,
      shape: { kind: 'box', box: [10.25, 20, 30, 40.5] },
    });
    const start = index === 0 ? applyChange(document, drawn) : document;
    const finish = acceptRest(start, { newId: makeId, durationMs: 0 });
    const change = index === 0 ? squashChanges(drawn, finish) : finish;
    await t.engine.call('annotations.apply', { itemId, baseRevision: 0, change, label: 'Finish' });
  }
});
afterEach(() => t.close());

const exportTo = async (folder: string, format: string, copy: 'copy' | 'link' | 'leave' = 'copy'): Promise<string> => {
  const { jobId } = await t.engine.call('exports.start', {
    format,
    folder: t.engine.grants.add(folder).id,
    images: copy,
  });
  return (await t.ended(jobId)).state;
};

test('COCO holds the finished images alone and says how many were left out', async () => {
  const out = path.join(t.home, 'out');
  expect(await t.engine.call('exports.preview', { format: 'coco', what: 'annotations' })).toEqual({
    items: 2,
    leftOut: 1,
    withoutSplit: 0,
    unavailable: 0,
    labels: 1,
    chosenOut: 0,
    classes: [
      { name: 'cell', labels: 0, writtenAs: 'cell' },
      { name: 'other', labels: 1, writtenAs: 'other' },
    ],
    losses: [],
  });
  expect(await exportTo(out, 'coco')).toBe('done');
  const coco = JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as {
    images: unknown[];
    annotations: unknown[];
    categories: unknown[];
  };
  expect(coco.images).toMatchObject([
    { file_name: 'images/a b/field-01.jpg', width: 640, height: 480 },
    { file_name: 'images/a b/field-02.jpg' },
  ]);
  expect(coco.annotations).toMatchObject([{ category_id: 2, bbox: [10.25, 20, 30, 40.5] }]);
  expect(readdirSync(path.join(out, 'images/a b'))).toEqual(['field-01.jpg', 'field-02.jpg']);
  expect(JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8'))).toMatchObject({
    items: 2,
    leftOut: 1,
    labels: 1,
    losses: [],
    appVersion: '0.0.0',
  });
});

test('YOLO and VOC lie in the folders that trainers expect; links share the bytes', async () => {
  expect(await exportTo(path.join(t.home, 'yolo'), 'yolo', 'link')).toBe('done');
  expect(readFileSync(path.join(t.home, 'yolo/labels/a b/field-01.txt'), 'utf8')).toMatch(
    /^1 0\.03945312 0\.08385417 0\.046875 0\.084375\n$/,
  );
  expect(readFileSync(path.join(t.home, 'yolo/labels/a b/field-02.txt'), 'utf8')).toBe('');
  expect(statSync(path.join(t.home, 'yolo/images/a b/field-01.jpg')).ino).toBe(
    statSync(path.join(images, 'a b/field-01.jpg')).ino,
  );
  expect(await exportTo(path.join(t.home, 'voc'), 'voc', 'leave')).toBe('done');
  expect(readFileSync(path.join(t.home, 'voc/Annotations/a b/field-01.xml'), 'utf8')).toContain('<name>other</name>');
});

test('attributes of labels are written to COCO, and counted as left out where a format has no place for them', async () => {
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 });
  const itemId = items[0]!.id;
  const document = await t.engine.call('items.document', { itemId });
  const ids = document.annotations.map(({ id }) => id);
  const first = setAttribute(document, ids, 'grade', 'high');
  const change = squashChanges(first, setAttribute(applyChange(document, first), ids, 'touching', true));
  await t.engine.call('annotations.apply', { itemId, baseRevision: document.item.revision, change, label: 'Set' });

  expect(await exportTo(path.join(t.home, 'coco'), 'coco', 'leave')).toBe('done');
  const text = readFileSync(path.join(t.home, 'coco/annotations.json'), 'utf8');
  const { annotations } = JSON.parse(text) as { annotations: unknown[] };
  expect(annotations).toMatchObject([{ attributes: { grade: 'high', touching: true } }]);

  for (const format of ['yolo', 'voc']) {
    const preview = await t.engine.call('exports.preview', { format, what: 'annotations' });
    expect(preview).toMatchObject({
      labels: 1,
      losses: [
        // VOC has whole pixels only.
        ...(format === 'voc' ? [{ reason: 'fraction', name: 'box', count: 1 }] : []),
        { reason: 'attribute', name: 'grade', count: 1 },
        { reason: 'attribute', name: 'touching', count: 1 },
      ],
    });
    const out = path.join(t.home, format);
    expect(await exportTo(out, format, 'leave')).toBe('done');
    expect(JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8'))).toMatchObject(preview);
  }
});

test('an export never lands on something, nor inside the images', async () => {
  const start = (folder: string, format = 'coco'): Promise<unknown> =>
    t.engine.call('exports.start', { format, folder: t.engine.grants.add(folder).id });
  const full = path.join(t.home, 'full');
  mkdirSync(full);
  writeFileSync(path.join(full, 'thesis.txt'), 'x');
  await expect(start(full)).rejects.toMatchObject({ code: 'export.targetExists' });
  await expect(start(path.join(images, 'out'))).rejects.toMatchObject({ code: 'export.targetInside' });
  await expect(start(path.join(t.home, 'x'), 'xml')).rejects.toMatchObject({ code: 'export.unknownFormat' });
  await expect(start(path.join(t.home, 'no/such/place'))).rejects.toMatchObject({ code: 'folder.notFound' });
  expect(existsSync(path.join(t.home, 'x'))).toBe(false);
});

test('a link on the way to the target does not hide that it lies inside the images', async () => {
  symlinkSync(images, path.join(t.home, 'link'));
  const folder = t.engine.grants.add(path.join(t.home, 'link', 'out')).id;
  await expect(t.engine.call('exports.start', { format: 'coco', folder })).rejects.toMatchObject({
    code: 'export.targetInside',
  });
});

test('two exports never write to one folder, and a cancelled one leaves nothing', async () => {
  const out = path.join(t.home, 'out');
  const start = (): Promise<{ jobId: string }> =>
    t.engine.call('exports.start', { format: 'coco', folder: t.engine.grants.add(out).id });
  const { jobId } = await start();
  await expect(start()).rejects.toMatchObject({ code: 'export.targetBusy' });
  // Before the worker has begun: it finds the word when it does.
  await t.engine.call('jobs.cancel', { jobId: jobId });
  expect((await t.ended(jobId)).state).toBe('cancelled');
  expect(readdirSync(t.home).filter((name) => name.includes('out'))).toEqual([]);
  expect(await exportTo(out, 'coco')).toBe('done');
});

test('predictions are exported from all stages; classes that are matched with none are named, before and after', async () => {
  await t.engine.call('classes.create', { name: 'Red Cell' });
  const [model] = await t.engine.call('models.list', {});
  const { jobId } = await t.engine.call('runs.start', { modelSha256: model!.sha256 });
  expect((await t.ended(jobId)).state).toBe('done');
  const input = { format: 'coco', what: 'predictions' } as const;
  const preview = await t.engine.call('exports.preview', input);
  expect(preview).toMatchObject({ items: 3, leftOut: 0, unavailable: 0 });
  expect(preview.labels).toBeGreaterThan(0);
  expect(preview.losses.map(({ reason, name }) => `${reason} ${name}`).sort()).toEqual([
    'class platelet',
    'class white cell',
  ]);
  const out = path.join(t.home, 'predicted');
  const started = await t.engine.call('exports.start', { ...input, folder: t.engine.grants.add(out).id });
  expect((await t.ended(started.jobId)).state).toBe('done');
  const info = JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8')) as unknown;
  expect(info).toMatchObject(preview);
  const { annotations } = JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as {
    annotations: { score: number; category_id: number }[];
  };
  expect(annotations).toHaveLength(preview.labels);
  expect(annotations.every(({ score, category_id: category }) => score > 0 && category === 3)).toBe(true);
});

test('an export that fails leaves nothing half-written', async () => {
  const out = path.join(t.home, 'out');
  // The image can't be read any more, and the watcher has nothing to tell: the file is still there.
  const broken = path.join(images, 'a b/field-02.jpg');
  const { jobId } = await t.engine
    .call('projects.close', {})
    .then(() => {
      rmSync(images, { recursive: true });
      return t.engine.call('projects.open', { file: t.engine.grants.add(path.join(t.home, 'p.firstpass')).id });
    })
    .then(() =>
      t.engine.call('exports.start', { format: 'coco', folder: t.engine.grants.add(out).id, images: 'copy' }),
    );
  const notices: unknown[] = [];
  t.engine.events.on('noticed', ({ error }) => notices.push(error));
  expect(existsSync(broken)).toBe(false);
  const failure = { code: 'export.imageUnreadable', hint: expect.stringContaining('Bring the file back') as string };
  expect(await t.ended(jobId)).toMatchObject({ state: 'failed', error: failure });
  expect(notices).toMatchObject([failure]);
  expect(readdirSync(t.home).filter((name) => name.includes('out'))).toEqual([]);
});

test('two images that differ in their ending alone keep a label file each', async () => {
  const twins = path.join(t.home, 'twins');
  copySampleImages(twins, 2);
  renameSync(path.join(twins, 'field-02.jpg'), path.join(twins, 'field-01.jpeg'));
  await t.engine.call('roots.add', { folder: t.engine.grants.add(twins).id });
  await t.settled();
  const { jobId } = await t.engine.call('exports.start', {
    format: 'yolo',
    folder: t.engine.grants.add(path.join(t.home, 'out')).id,
    images: 'copy',
    stages: ['new', 'labeled'],
  });
  expect((await t.ended(jobId)).state).toBe('done');
  const listed = readFileSync(path.join(t.home, 'out/train.txt'), 'utf8').trim().split('\n');
  const stems = new Set(listed.map((file) => file.replace(/\.[^.]*$/, '')));
  expect([listed.length, stems.size]).toEqual([5, 5]);
});

test('groups are numbers in COCO, and counted where a format has no place for them', async () => {
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 });
  const itemId = items[0]!.id;
  const document = await t.engine.call('items.document', { itemId });
  const [first] = document.annotations;
  const groupId = makeId() as GroupId;
  const added = { ...first!, id: makeId() as AnnotationId, z: 9 };
  const drawn: Change = { ...emptyChange, annotations: { added: [added], updated: [], removed: [] } };
  const whole = applyChange(document, drawn);
  const change = squashChanges(
    drawn,
    group(
      whole,
      whole.annotations.map(({ id }) => id),
      groupId,
    ),
  );
  await t.engine.call('annotations.apply', { itemId, baseRevision: document.item.revision, change, label: 'Group' });

  expect(await exportTo(path.join(t.home, 'coco'), 'coco', 'leave')).toBe('done');
  const text = readFileSync(path.join(t.home, 'coco/annotations.json'), 'utf8');
  expect((JSON.parse(text) as { annotations: unknown[] }).annotations).toMatchObject([
    { group_id: 1 },
    { group_id: 1 },
  ]);
  const preview = await t.engine.call('exports.preview', { format: 'yolo', what: 'annotations' });
  expect(preview).toMatchObject({ labels: 2, losses: [{ reason: 'group', count: 2 }] });
  expect(await exportTo(path.join(t.home, 'yolo'), 'yolo', 'leave')).toBe('done');
  expect(JSON.parse(readFileSync(path.join(t.home, 'yolo/export-info.json'), 'utf8'))).toMatchObject(preview);
});

test('a project that may only be looked at is exported all the same, and its export cancelled', async () => {
  const file = path.join(t.home, 'p.firstpass');
  await t.engine.call('projects.close', {});
  // Made by a newer program that lets this one read.
  const db = new Database(file);
  db.pragma('user_version = 9999');
  db.close();
  const info = await t.engine.call('projects.open', { file: t.engine.grants.add(file).id });
  expect(info.readOnly).not.toBeNull();
  expect(await exportTo(path.join(t.home, 'out'), 'coco')).toBe('done');
  const { jobId } = await t.engine.call('exports.start', {
    format: 'coco',
    folder: t.engine.grants.add(path.join(t.home, 'again')).id,
  });
  await t.engine.call('jobs.cancel', { jobId });
  expect((await t.ended(jobId)).state).toBe('cancelled');
});

test('what an export would hold is counted beside the engine, which answers others meanwhile', async () => {
  const input = { format: 'coco', what: 'annotations' } as const;
  const answered: string[] = [];
  const note = (name: string) => () => void answered.push(name);
  await Promise.all([
    t.engine.call('exports.preview', input).then(note('preview')),
    t.engine.call('items.list', { query: {}, offset: 0, limit: 1 }).then(note('list')),
  ]);
  expect(answered).toEqual(['list', 'preview']);
  await expect(t.engine.call('exports.preview', { ...input, format: 'none' })).rejects.toMatchObject({
    code: 'export.unknownFormat',
  });
  const preview = t.engine.call('exports.preview', input);
  await Promise.all([
    expect(preview).rejects.toMatchObject({ code: 'project.noneOpen' }),
    t.engine.call('projects.close', {}),
  ]);
});
