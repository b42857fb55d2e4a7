import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchive } from '#engine/sharing/openArchive.ts';
import type { UnpackResult } from '#shared/contract/sharing.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { writeFixedDetector } from '#tests/support/writeFixedDetector.ts';
import { makeAnnotation, makeChange } from '../store/support/edits.ts';

let t: TestEngine;
let images: string;
let itemIds: readonly ItemId[];
const at = (...names: string[]): string => path.join(t.home, ...names);

beforeEach(async () => {
  t = startEngine();
  images = at('images');
  copySampleImages(images, 5);
  mkdirSync(path.join(images, 'sub'));
  writeFileSync(path.join(images, 'sub', 'übersicht 1.jpg'), readFileSync(path.join(images, 'field-01.jpg')));
  await t.create('cells', images, ['cell', 'nucleus']);
  await t.settled();
  itemIds = (await t.engine.call('items.list', { query: {}, offset: 0, limit: 100 })).items.map(({ id }) => id);
  for (const itemId of itemIds)
    await apply(itemId, { annotations: { added: [makeAnnotation({ z: itemId })] }, stage: ['new', 'labeled'] });
});
afterEach(() => t.close());

async function apply(itemId: ItemId, parts: Parameters<typeof makeChange>[0]): Promise<void> {
  const { item } = await t.engine.call('items.document', { itemId });
  const edit = { itemId, baseRevision: item.revision, label: 'Edit', change: makeChange(parts) };
  expect((await t.engine.call('annotations.apply', edit)).ok).toBe(true);
}

const grant = (file: string) => t.engine.grants.add(file).id;
const pack = (file: string, images = true) => t.engine.call('sharing.pack', { file: grant(file), images });
const unpack = (file: string, folder: string): Promise<UnpackResult> =>
  t.engine.call('projects.unpack', { file: grant(file), folder: grant(folder) });
const contentHash = async (name: string): Promise<string> =>
  (await t.engine.call('versions.name', { name })).contentHash;
const hidden = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'));
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('a packed project', () => {
  it('unpacked elsewhere is the same project: images, labels, identity, and a journal that agrees', async () => {
    const before = await contentHash('before');
    const paths = (await t.engine.call('items.list', { query: {}, offset: 0, limit: 100 })).items.map(
      ({ id, path }) => [id, path],
    );
    expect(await pack(at('cells.firstpass.zip'))).toMatchObject({ files: 6, missing: { total: 0 } });
    await t.engine.call('projects.close', {});
    // The other workstation has none of it.
    rmSync(images, { recursive: true });
    const { project, files } = await unpack(at('cells.firstpass.zip'), at('elsewhere'));
    expect([files, project]).toEqual([6, at('elsewhere', 'cells.firstpass')]);
    const opened = await t.engine.call('projects.open', { file: grant(project) });
    await t.settled();
    expect(opened.roots.map((root) => root.path)).toEqual([at('elsewhere', 'root-1')]);
    const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 100 });
    expect(items.map(({ id, path }) => [id, path])).toEqual(paths);
    expect(items.map(({ fileState }) => fileState)).toEqual(items.map(() => 'ready'));
    expect(await contentHash('after')).toBe(before);
    expect(await t.engine.call('projects.verify', {})).toMatchObject({ ok: true, differences: [] });
    expect(hidden(t.home)).toEqual([]);
  });

  it('lists its files with their hashes, and says which images were missing', async () => {
    rmSync(path.join(images, 'field-03.jpg'));
    const { missing } = await pack(at('a.zip'));
    expect(missing).toEqual({ total: 1, first: ['root-1/field-03.jpg'] });
    const { manifest, close } = await openArchive(at('a.zip'));
    close();
    expect(manifest.missing).toEqual(['root-1/field-03.jpg']);
    const packed = Object.fromEntries(manifest.files.map((file) => [file.path, file.sha256]));
    expect(packed['root-1/field-01.jpg']).toBe(sha256(path.join(images, 'field-01.jpg')));
    expect(Object.keys(packed)).toContain('root-1/sub/übersicht 1.jpg');
    expect(manifest).toMatchObject({ format: 1, project: 'cells', images: true });
  });

  it('without images leaves the folders where they are if they are there, else waits for images in an empty one', async () => {
    await pack(at('small.zip'), false);
    await t.engine.call('projects.close', {});
    const here = await unpack(at('small.zip'), at('here'));
    expect((await t.engine.call('projects.open', { file: grant(here.project) })).roots[0]?.path).toBe(images);
    await t.engine.call('projects.close', {});
    rmSync(images, { recursive: true });
    const there = await unpack(at('small.zip'), at('there'));
    const { roots } = await t.engine.call('projects.open', { file: grant(there.project) });
    expect(roots[0]?.path).toBe(at('there', 'root-1'));
    await t.settled();
    expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
  });

  it('takes its models along when asked, and finds them again', async () => {
    const file = writeFixedDetector(at('mine', 'mine.onnx'), [{ className: 'cell', score: 0.5, box: [1, 2, 3, 4] }]);
    await t.engine.call('models.add', { file: grant(file) });
    await t.engine.call('sharing.pack', { file: grant(at('m.zip')), models: true });
    rmSync(at('mine'), { recursive: true });
    const { project } = await unpack(at('m.zip'), at('with model'));
    await t.engine.call('projects.open', { file: grant(project) });
    const model = (await t.engine.call('models.list', {})).find(({ name }) => name === 'mine');
    expect([model?.problem, model?.path.startsWith(at('with model', 'models'))]).toEqual([null, true]);
    expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
  });

  it('is refused where something lies already, and leaves nothing behind', async () => {
    await pack(at('a.zip'));
    await expect(pack(at('a.zip'))).rejects.toMatchObject({ code: 'pack.targetExists' });
    await expect(pack(at('none', 'a.zip'))).rejects.toMatchObject({ code: 'folder.notFound' });
    mkdirSync(at('full'));
    writeFileSync(at('full', 'x'), '');
    await expect(unpack(at('a.zip'), at('full'))).rejects.toMatchObject({ code: 'pack.folderNotEmpty' });
    await expect(unpack(at('none.zip'), at('new'))).rejects.toMatchObject({ code: 'pack.notFound' });
    await expect(unpack(path.join(images, 'field-01.jpg'), at('new'))).rejects.toMatchObject({ code: 'pack.notAPack' });
    expect([existsSync(at('new')), hidden(t.home)]).toEqual([false, []]);
  });

  it('that is cancelled leaves nothing behind', async () => {
    // As soon as it begins.
    t.engine.events.on('jobProgressed', ({ job }) => {
      if (job.kind === 'pack' && job.state === 'running') void t.engine.call('jobs.cancel', { jobId: job.id });
    });
    const packing = pack(at('a.zip'));
    await expect(packing).rejects.toMatchObject({ code: 'pack.cancelled' });
    expect([existsSync(at('a.zip')), hidden(t.home)]).toEqual([false, []]);
  });
});
