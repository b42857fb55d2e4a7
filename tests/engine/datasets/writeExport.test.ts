import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { toExportError } from '#engine/datasets/toExportError.ts';
import { previewExport } from '#engine/datasets/previewExport.ts';
import { writeExport } from '#engine/datasets/writeExport.ts';
import { CancelledError } from '#shared/contract/errors.ts';
import { mountSmallDisk } from '#tests/support/mountSmallDisk.ts';
import { fillProject } from '../store/support/fillProject.ts';
import { create, makeFolder, open } from '../store/support/openDesk.ts';
import { exportRequest } from './support/exportRequest.ts';

let file: string;
let outside: string;
/** 250 items: progress is told after each hundred. */
beforeEach(() => {
  file = path.join(makeFolder(), 'test.firstpass');
  outside = makeFolder();
  const project = create(file);
  fillProject(project.db, { items: 250, predictionsPerItem: 4 });
  project.close();
});
const ignore = (): void => undefined;

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

it('cancelled in the middle leaves nothing behind', async () => {
  const request = exportRequest(file, path.join(outside, 'out'));
  const seen: number[] = [];
  const error = await errorOf(() =>
    writeExport(request, (done) => {
      seen.push(done);
      Atomics.store(request.cancelled, 0, 1);
    }),
  );
  expect(error).toBeInstanceOf(CancelledError);
  expect(seen).toEqual([100]);
  expect(readdirSync(outside)).toEqual([]);
});

it('killed in the middle leaves no target, and the next export to it clears away what lay there', async () => {
  const out = path.join(outside, 'out');
  const child = path.join(import.meta.dirname, 'children/dieWhileExporting.ts');
  expect(spawnSync(process.execPath, [child, file, out]).signal).toBe('SIGKILL');
  const left = readdirSync(outside);
  expect(left).toHaveLength(1);
  expect(left[0]).toMatch(/^\.out\.firstpass-export-/);
  // Another one's half, written at this moment by a process that lives, is not ours to clear.
  const alive = left[0]!.replace(/-\d+-(\w+)$/, `-${process.ppid}-$1`);
  mkdirSync(path.join(outside, alive));
  await writeExport(exportRequest(file, out), ignore);
  expect(readdirSync(outside).sort()).toEqual([alive, 'out'].sort());
  const coco = JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as {
    images: unknown[];
    annotations: unknown[];
  };
  expect([coco.images.length, coco.annotations.length]).toEqual([250, 1000]);
});

it('on a full disk says so, leaves nothing behind and does not touch the project', async ({ skip }) => {
  const disk = (mountSmallDisk(64) ?? skip()).folder;
  const before = readFileSync(file);
  const error = await errorOf(() => writeExport(exportRequest(file, path.join(disk, 'out')), ignore));
  expect(toExportError(error)).toMatchObject({ code: 'export.diskFull' });
  expect(readdirSync(disk)).toEqual([]);
  expect(readFileSync(file).equals(before)).toBe(true);
});

it('never replaces a folder that was filled meanwhile', async () => {
  const out = path.join(outside, 'out');
  const error = await errorOf(() =>
    writeExport(exportRequest(file, out), () => {
      mkdirSync(out, { recursive: true });
      writeFileSync(path.join(out, 'thesis.txt'), 'x');
    }),
  );
  expect(toExportError(error)).toMatchObject({ code: 'export.targetExists' });
  expect(readdirSync(outside)).toEqual(['out']);
  expect(readdirSync(out)).toEqual(['thesis.txt']);
});

it('an image that is gone or may not be read is named', async () => {
  const request = exportRequest(file, path.join(outside, 'out'), { images: 'copy' });
  const error = await errorOf(() => writeExport(request, ignore));
  expect(error).toMatchObject({
    code: 'export.imageUnreadable',
    details: { path: '/images/day-0000/image 0000000.jpg' },
  });
  expect(readdirSync(outside)).toEqual([]);
});

it('images that differ in case, or whose new name is taken too, keep apart', async () => {
  const folder = makeFolder();
  const names = ['a.jpg', 'A.jpg', 'a-item2.jpg', 'a.png'];
  for (const name of names) writeFileSync(path.join(folder, name), name);
  const project = create(path.join(folder, 'twins.firstpass'));
  const { itemIds } = fillProject(project.db, { items: names.length, predictionsPerItem: 0, root: folder });
  const rename = project.db.prepare('UPDATE items SET path = ? WHERE id = ?');
  for (const [index, id] of itemIds.entries()) rename.run(names[index], id);
  project.close();
  const out = path.join(outside, 'out');
  await writeExport(
    exportRequest(path.join(folder, 'twins.firstpass'), out, { format: 'yolo', images: 'link' }),
    ignore,
  );
  const stems = readdirSync(path.join(out, 'labels')).map((name) => name.toLowerCase());
  expect(new Set(stems).size).toBe(names.length);
  expect(readdirSync(path.join(out, 'images')).map((name) => name.replace(/\.\w+$/, '.txt').toLowerCase())).toEqual(
    expect.arrayContaining(stems),
  );
});

it('a link to an image is hard-linked as the image that it leads to', async () => {
  const folder = makeFolder();
  writeFileSync(path.join(folder, 'real.bin'), 'picture');
  symlinkSync('real.bin', path.join(folder, 'a.jpg'));
  const project = create(path.join(folder, 'linked.firstpass'));
  const { itemIds } = fillProject(project.db, { items: 1, predictionsPerItem: 0, root: folder });
  project.db.prepare('UPDATE items SET path = ? WHERE id = ?').run('a.jpg', itemIds[0]);
  project.close();
  const out = path.join(outside, 'out');
  await writeExport(exportRequest(path.join(folder, 'linked.firstpass'), out, { images: 'link' }), ignore);
  expect(readFileSync(path.join(out, 'images/a.jpg'), 'utf8')).toBe('picture');
  expect(lstatSync(path.join(out, 'images/a.jpg')).isFile()).toBe(true);
});

it('images that are not read, gone, or changed since they were labeled are left out, counted and named', async () => {
  const db = open(file);
  const [waiting, unreadable, missing, changed] = db.db.prepare('SELECT id FROM items ORDER BY path').pluck().all();
  db.db.prepare("UPDATE item_probe SET state = 'waiting' WHERE item_id = ?").run(waiting);
  // The size it had before it could not be read any more is still there.
  db.db.prepare("UPDATE item_probe SET state = 'unreadable' WHERE item_id = ?").run(unreadable);
  db.db.prepare('UPDATE items SET missing = 1 WHERE id = ?').run(missing);
  db.db.prepare('UPDATE items SET changed = 1 WHERE id = ?').run(changed);
  db.close();
  const out = path.join(outside, 'out');
  const summary = await writeExport(exportRequest(file, out), ignore);
  expect(summary).toMatchObject({ items: 246, labels: 984, unavailable: 4 });
  const named = ['waiting', 'unreadable', 'missing', 'changed'].map((fileState, index) => ({
    ...{ path: `day-0000/image 000000${index}.jpg`, fileState },
  }));
  expect(summary.unavailableItems).toEqual(named);
  expect(JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8'))).toMatchObject({
    unavailableItems: named,
  });
});

it('what lies outside the image is left out of formats that cut at its border, and counted', async () => {
  const project = open(file);
  const outsideBoxes = [
    [4100, 0, 20, 20],
    [10, 10, 0, 5],
  ];
  for (const [index, box] of outsideBoxes.entries())
    project.db
      .prepare('UPDATE predictions SET shape = ? WHERE id = ?')
      .run(JSON.stringify({ kind: 'box', box }), index + 1);
  project.close();
  for (const format of ['voc', 'yolo']) {
    const summary = await writeExport(exportRequest(file, path.join(outside, format), { format }), ignore);
    expect(summary).toMatchObject({ labels: 998, losses: [{ reason: 'outside', name: 'box', count: 2 }] });
  }
  expect(await writeExport(exportRequest(file, path.join(outside, 'coco')), ignore)).toMatchObject({ labels: 1000 });
});

it('holes and fractions that a format cannot hold are counted, before and after alike', async () => {
  const project = open(file);
  const ring = [10, 10, 50, 10, 50, 50, 10, 50];
  const hole = [20, 20, 30, 20, 30, 30, 20, 30];
  const set = project.db.prepare('UPDATE predictions SET shape = ?, kind = ? WHERE id = ?');
  set.run(JSON.stringify({ kind: 'polygon', rings: [ring, hole] }), 'polygon', 1);
  set.run(JSON.stringify({ kind: 'polygon', rings: [ring] }), 'polygon', 2);
  project.db.prepare(`UPDATE predictions SET shape = '{"box":[1,2,30,40],"kind":"box"}' WHERE kind = 'box'`).run();
  set.run('{"box":[1,2,30.5,40],"kind":"box"}', 'box', 3);
  project.close();
  const lossesOf = async (format: string): Promise<string[]> => {
    const request = exportRequest(file, path.join(outside, format), { format });
    const before = previewExport(request).losses;
    expect((await writeExport(request, ignore)).losses).toEqual(before);
    return before.map(({ reason, name, count }) => `${reason} ${name} ${count}`).sort();
  };
  expect(await lossesOf('labelme')).toEqual(['hole  1']);
  expect(await lossesOf('coco')).toEqual([]);
  expect(await lossesOf('voc')).toEqual(['fraction box 1', 'shape polygon 2']);
});
