import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { sharedData } from '#tests/support/sharedData.ts';
import { startLibrary } from './support/startLibrary.ts';
import type { TestLibrary } from './support/startLibrary.ts';

let test_: TestLibrary;
beforeEach(() => {
  test_ = startLibrary();
});
afterEach(() => test_.close());

/** A small JPEG whose bytes differ by `seed`; old enough not to look like a copy under way. */
async function writeImage(file: string, seed = 1): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const background = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: seed % 256 };
  await sharp({ create: { width: 60 + (seed % 7), height: 40, channels: 3, background } })
    .jpeg()
    .toFile(file);
  age(file);
}
function age(file: string): void {
  const hourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file, hourAgo, hourAgo);
}
const states = (): Record<string, string> =>
  Object.fromEntries(test_.items().map((item) => [item.path, item.problem?.code ?? item.fileState]));

async function open(): Promise<void> {
  await test_.library.addRoot(test_.images);
  test_.library.start();
  await test_.library.settled();
}

test('lists sub-folders, unicode and spaces; passes hidden files and other endings over', async () => {
  const names = ['a.jpg', 'with space/ü é 漢字 🦠.JPG', 'deep/er/and deeper/b.jpeg', "quote's/100% #1.jpg"];
  for (const [seed, name] of names.entries()) await writeImage(path.join(test_.images, name), seed);
  for (const name of ['.hidden.jpg', '.git/x.jpg', 'notes.txt', 'a.jpg.part'])
    await writeImage(path.join(test_.images, name), 50);
  await open();
  expect(states()).toEqual(Object.fromEntries(names.map((name) => [name, 'ready'])));
  const picture = await test_.library.picture(test_.item('with space/ü é 漢字 🦠.JPG').id, 'full');
  expect(picture).toEqual({ path: path.join(test_.images, 'with space/ü é 漢字 🦠.JPG'), mime: 'image/jpeg' });
});

test('loops of links end; a folder with two ways to it is listed once, by its own place', async () => {
  await writeImage(path.join(test_.images, 'z real/one.jpg'));
  symlinkSync(test_.images, path.join(test_.images, 'loop'));
  symlinkSync('..', path.join(test_.images, 'z real/up'));
  symlinkSync('z real', path.join(test_.images, 'a way'));
  symlinkSync('nowhere', path.join(test_.images, 'broken.jpg'));
  symlinkSync('itself.jpg', path.join(test_.images, 'itself.jpg'));
  const outside = mkdtempSync(path.join(os.tmpdir(), 'firstpass-outside-'));
  await writeImage(path.join(outside, 'two.jpg'), 2);
  symlinkSync(outside, path.join(test_.images, 'linked'));
  symlinkSync(path.join(outside, 'two.jpg'), path.join(test_.images, 'file.jpg'));
  await open();
  expect(states()).toEqual({ 'z real/one.jpg': 'ready', 'linked/two.jpg': 'ready', 'file.jpg': 'ready' });
  rmSync(outside, { recursive: true });
});

test('each kind of bad file is named by its own code, and none stops the others', async () => {
  const at = (name: string): string => path.join(test_.images, name);
  await writeImage(at('good.jpg'));
  const noise = Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, index) => (index * 7919) % 251));
  const jpeg = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
    .jpeg()
    .toBuffer();
  const png = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
    .png()
    .toBuffer();
  writeFileSync(at('cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  writeFileSync(at('cut at the end.jpg'), jpeg.subarray(0, -2));
  writeFileSync(at('cut.png'), png.subarray(0, png.length - 200));
  writeFileSync(at('cut at the end.png'), png.subarray(0, -12));
  writeFileSync(at('empty.jpg'), '');
  writeFileSync(at('text.jpg'), 'Dear diary, this is no photo.');
  writeFileSync(at('bitmap.bmp'), Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]));
  for (const name of [
    'cut.jpg',
    'cut at the end.jpg',
    'cut.png',
    'cut at the end.png',
    'empty.jpg',
    'text.jpg',
    'bitmap.bmp',
  ])
    age(at(name));
  await open();
  expect(states()).toEqual({
    'good.jpg': 'ready',
    'cut.jpg': 'image.truncated',
    'cut at the end.jpg': 'image.truncated',
    'cut.png': 'image.truncated',
    'cut at the end.png': 'image.truncated',
    'empty.jpg': 'image.empty',
    'text.jpg': 'image.notAnImage',
    'bitmap.bmp': 'image.unsupported',
  });
  await expect(test_.library.picture(test_.item('text.jpg').id, 'thumb')).rejects.toMatchObject({
    code: 'image.notAnImage',
  });
});

test('a restart finds what was added, moved, replaced and deleted meanwhile', async () => {
  const at = (name: string): string => path.join(test_.images, name);
  for (const [seed, name] of ['stays.jpg', 'moves.jpg', 'goes.jpg', 'turns.jpg'].entries())
    await writeImage(at(name), seed + 1);
  await open();
  const before = Object.fromEntries(test_.items().map((item) => [item.path, item.id]));
  test_ = await test_.restart();
  mkdirSync(at('elsewhere'));
  cpSync(at('moves.jpg'), at('elsewhere/moved.jpg'), { preserveTimestamps: true });
  rmSync(at('moves.jpg'));
  rmSync(at('goes.jpg'));
  await writeImage(at('turns.jpg'), 99);
  await writeImage(at('new.jpg'), 100);
  test_.library.start();
  await test_.library.settled();
  expect(states()).toEqual({
    'stays.jpg': 'ready',
    'elsewhere/moved.jpg': 'ready',
    'goes.jpg': 'missing',
    // Nobody has labeled it: other bytes are nothing to confirm.
    'turns.jpg': 'ready',
    'new.jpg': 'ready',
  });
  expect(test_.item('elsewhere/moved.jpg').id).toBe(before['moves.jpg']);
  expect(test_.item('stays.jpg').id).toBe(before['stays.jpg']);
});

test('the roots that can not be watched say why', async () => {
  const { library, images } = test_;
  const file = path.join(images, 'a.jpg');
  await writeImage(file);
  mkdirSync(path.join(images, 'inner'));
  await expect(library.addRoot(path.join(images, 'nowhere'))).rejects.toMatchObject({ code: 'folder.notFound' });
  await expect(library.addRoot(file)).rejects.toMatchObject({ code: 'folder.notAFolder' });
  await library.addRoot(images);
  await expect(library.addRoot(images)).rejects.toMatchObject({ code: 'folder.nested' });
  await expect(library.addRoot(path.join(images, 'inner'))).rejects.toMatchObject({ code: 'folder.nested' });
  await expect(library.addRoot(test_.home)).rejects.toMatchObject({ code: 'folder.nested' });
  expect(library.listRoots()).toMatchObject([{ path: images, problem: null }]);
});

test('a folder without images says so until one arrives', async () => {
  await open();
  expect(test_.library.listRoots()).toMatchObject([{ problem: { code: 'folder.empty' } }]);
  await writeImage(path.join(test_.images, 'first.jpg'));
  await test_.until(() => test_.items().length === 1, 'the first image');
  await test_.until(() => test_.library.listRoots()[0]?.problem === null, 'no problem any more');
});

test('a root that is gone after a restart loses none of its items', async () => {
  await writeImage(path.join(test_.images, 'a.jpg'));
  await open();
  test_ = await test_.restart();
  rmSync(test_.images, { recursive: true });
  test_.library.start();
  await test_.library.settled();
  expect(states()).toEqual({ 'a.jpg': 'ready' });
  expect(test_.library.listRoots()).toMatchObject([{ problem: { code: 'folder.notFound' } }]);
  await writeImage(path.join(test_.images, 'a.jpg'));
  await writeImage(path.join(test_.images, 'b.jpg'), 2);
  await test_.until(() => states()['b.jpg'] === 'ready', 'the folder to be noticed again');
  expect(test_.library.listRoots()).toMatchObject([{ problem: null }]);
});

test('closing in the middle of reading is quick, and the rest is read after a restart', async () => {
  for (let seed = 0; seed < 60; seed++) await writeImage(path.join(test_.images, `${seed}.jpg`), seed);
  await test_.library.addRoot(test_.images);
  test_.library.start();
  await test_.until(() => test_.items().some(({ fileState }) => fileState === 'ready'), 'the first image');
  test_ = await test_.restart();
  test_.library.start();
  await test_.library.settled();
  expect(Object.values(states()).filter((state) => state === 'ready')).toHaveLength(60);
});

test('two files with the same bytes are two items, and the loss of one is a loss', async () => {
  await writeImage(path.join(test_.images, 'a.jpg'));
  cpSync(path.join(test_.images, 'a.jpg'), path.join(test_.images, 'copy.jpg'));
  age(path.join(test_.images, 'copy.jpg'));
  await open();
  rmSync(path.join(test_.images, 'a.jpg'));
  await test_.until(() => states()['a.jpg'] === 'missing', 'the loss');
  await test_.library.settled();
  expect(states()).toEqual({ 'a.jpg': 'missing', 'copy.jpg': 'ready' });
});

test('real photos of every format and orientation are read', async () => {
  const folder = sharedData('images/format');
  if (folder === undefined) return;
  cpSync(folder, test_.images, { recursive: true, preserveTimestamps: true });
  for (const name of ['truncated.jpg', 'pillow_truncated_jpeg.jpg', 'corrupt-header.jpg'])
    age(path.join(test_.images, name));
  await open();
  const bad = Object.entries(states()).filter(([, state]) => state !== 'ready');
  expect(Object.fromEntries(bad)).toEqual({
    'truncated.jpg': 'image.truncated',
    'pillow_truncated_jpeg.jpg': 'image.truncated',
    'corrupt-header.jpg': 'image.unreadable',
  });
  const oriented = test_.items().filter(({ path: name }) => name.startsWith('exif/'));
  expect(oriented.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toEqual(oriented.map(() => [1800, 1200]));
  for (const { id, fileState } of test_.items()) {
    if (fileState !== 'ready') continue;
    for (const kind of ['thumb', 'full'] as const) {
      const picture = await test_.library.picture(id, kind);
      expect(statSync(picture.path).size).toBeGreaterThan(0);
    }
  }
}, 240_000);

test('an unreadable sub-folder is passed over, and what is known in it is not called gone', async () => {
  const inner = path.join(test_.images, 'inner');
  await writeImage(path.join(test_.images, 'a.jpg'));
  await writeImage(path.join(inner, 'b.jpg'), 2);
  for (const folder of [test_.home, test_.images]) chmodSync(folder, 0o755);
  chmodSync(inner, 0o000);
  // Who is root may read everything, so another user looks.
  const child = path.resolve('tests/engine/library/children/walkAsGuest.ts');
  const uid = process.getuid?.() === 0 ? '65534' : '';
  const output = execFileSync(process.execPath, [child, test_.images, path.join(inner, 'b.jpg'), uid]);
  chmodSync(inner, 0o755);
  expect(JSON.parse(output.toString())).toEqual({ found: ['a.jpg'], refused: [inner], look: 'unknown' });
});

// Other systems don't let such names come about.
test.runIf(process.platform === 'linux')(
  'files and folders whose names are not UTF-8 are listed as unreadable, told apart, and cost no other its place',
  async () => {
    const place = (...parts: (string | Buffer)[]): Buffer =>
      Buffer.concat([Buffer.from(test_.images), ...parts.flatMap((part) => [Buffer.from('/'), Buffer.from(part)])]);
    await writeImage(path.join(test_.images, 'good.jpg'), 1);
    // Valid UTF-8 that looks like what lost bytes become.
    await writeImage(path.join(test_.images, 'mark \uFFFD.jpg'), 2);
    const bytes = readFileSync(path.join(test_.images, 'good.jpg'));
    const [first, second] = [Buffer.from('caf\xe9 é.jpg', 'latin1'), Buffer.from('caf\xea é.jpg', 'latin1')];
    for (const name of [
      first,
      second,
      Buffer.from('notes \xe9.txt', 'latin1'),
      Buffer.from('.hidden\xe9.jpg', 'latin1'),
    ])
      writeFileSync(place(name), bytes);
    const folder = Buffer.from('Bl\xe4tter', 'latin1');
    mkdirSync(place(folder, 'sub'), { recursive: true });
    for (const name of ['in it.jpg', 'sub/deep.jpg']) writeFileSync(place(folder, name), bytes);
    await writeImage(path.join(test_.images, 'sub/other.jpg'), 3);
    await open();
    const expected = {
      'good.jpg': 'ready',
      'mark \uFFFD.jpg': 'ready',
      'sub/other.jpg': 'ready',
      'caf\uFFFDe9 \uFFFDe9.jpg': 'image.badName',
      'caf\uFFFDea \uFFFDe9.jpg': 'image.badName',
      'Bl\uFFFDe4tter/in it.jpg': 'image.badName',
      'Bl\uFFFDe4tter/sub/deep.jpg': 'image.badName',
    };
    expect(states()).toEqual(expected);
    const { id } = test_.item('Bl\uFFFDe4tter/in it.jpg');
    for (const kind of ['thumb', 'full'] as const)
      await expect(test_.library.picture(id, kind)).rejects.toMatchObject({ code: 'image.badName' });

    test_ = await test_.restart();
    renameSync(place(first), path.join(test_.images, 'café.jpg'));
    test_.library.start();
    await test_.library.settled();
    expect(states()).toEqual({ ...expected, 'café.jpg': 'ready' });
    expect(test_.item('caf\uFFFDe9 \uFFFDe9.jpg').fileState).toBe('missing');
  },
);
