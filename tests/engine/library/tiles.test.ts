import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import type { ItemId } from '#shared/model/ids.ts';
import { levelCount, levelRange, listTiles, tilePx, tileSize } from '#shared/geometry/tiles.ts';
import type { TileAddress } from '#shared/geometry/tiles.ts';
import { pictureFolder } from '#engine/library/pictureFolder.ts';
import { writeSquares, squareAt } from '#tests/support/bigImages.ts';
import { startLibrary } from './support/startLibrary.ts';
import type { TestLibrary } from './support/startLibrary.ts';

let t: TestLibrary;
beforeEach(() => {
  t = startLibrary();
});
afterEach(() => t.close());

const tileFolder = (): string => path.join(pictureFolder(path.join(t.home, 'cache')), 'tiles');

async function openOne(name: string): Promise<ItemId> {
  await t.library.addRoot(t.images);
  t.library.start();
  await t.library.settled();
  return t.item(name).id;
}

async function readTile(id: ItemId, address: TileAddress): Promise<{ data: Buffer; width: number; height: number }> {
  const { path: file, mime } = await t.library.picture(id, address);
  expect(mime).toBe('image/png');
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

test.each([
  [12_000, 9_000],
  [30_000, 2_000],
])(
  'tiles of an image of %i x %i have its very pixels, on all levels its size',
  async (width, height) => {
    await writeSquares(path.join(t.images, 'big.png'), { width, height });
    const id = await openOne('big.png');
    const photo = { width, height };
    for (const address of listTiles(0, levelRange(photo, 0))) {
      const tile = await readTile(id, address);
      expect({ width: tile.width, height: tile.height }).toEqual(tileSize(photo, address));
      let wrong = 0;
      for (let y = 0; y < tile.height; y += 1)
        for (let x = 0; x < tile.width; x += 1) {
          const at = (y * tile.width + x) * 3;
          const color = squareAt(address.x * tilePx + x, address.y * tilePx + y);
          if (tile.data[at] !== color[0] || tile.data[at + 1] !== color[1] || tile.data[at + 2] !== color[2])
            wrong += 1;
        }
      expect([address, wrong]).toEqual([address, 0]);
    }
    for (let level = 1; level < levelCount(photo); level += 1)
      for (const address of listTiles(level, levelRange(photo, level))) {
        const tile = await readTile(id, address);
        expect({ width: tile.width, height: tile.height }).toEqual(tileSize(photo, address));
      }
    await expect(t.library.picture(id, { level: 0, x: 99, y: 0 })).rejects.toMatchObject({ code: 'image.unreadable' });
    const overview = await sharp((await t.library.picture(id, 'full')).path).metadata();
    expect(Math.max(overview.width, overview.height)).toBe(2_048);
  },
  240_000,
);

test('a photo that its EXIF orientation turns is tiled upright', async () => {
  const file = path.join(t.images, 'turned.jpg');
  await sharp({ create: { width: 7_000, height: 6_000, channels: 3, background: '#204060' } })
    .composite([{ input: { create: { width: 64, height: 64, channels: 3, background: '#ffffff' } }, left: 0, top: 0 }])
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(file);
  const id = await openOne('turned.jpg');
  expect(t.item('turned.jpg')).toMatchObject({ widthPx: 6_000, heightPx: 7_000 });
  const corner = await readTile(id, { level: 0, x: 11, y: 0 });
  expect(corner.width).toBe(6_000 - 11 * tilePx);
  expect(corner.data[(corner.width - 1) * 3]).toBeGreaterThan(240);
}, 120_000);

test('the imaging process is killed while tiles are made: they are made again, and nothing half is left', async () => {
  await writeSquares(path.join(t.images, 'big.png'), { width: 9_000, height: 6_000 });
  const id = await openOne('big.png');
  const first = t.library.picture(id, { level: 0, x: 3, y: 3 });
  const isUnderWay = (): boolean =>
    existsSync(tileFolder()) &&
    readdirSync(tileFolder()).some(
      (name) => name.endsWith('.tmp') && readdirSync(path.join(tileFolder(), name)).length > 0,
    );
  await t.until(isUnderWay, 'tiles under way');
  const { pid } = t.imaging;
  expect(readdirSync(tileFolder()).every((name) => name.endsWith('.tmp'))).toBe(true);
  process.kill(pid ?? 0, 'SIGKILL');
  expect(existsSync((await first).path)).toBe(true);
  expect(t.imaging.pid).not.toBe(pid);
  const tile = await readTile(id, { level: 0, x: 3, y: 3 });
  expect([...tile.data.subarray(0, 3)]).toEqual(squareAt(3 * tilePx, 3 * tilePx));
}, 120_000);

test('tiles of a file that is replaced while they are made are not kept: those of the new bytes are', async () => {
  const size = { width: 9_000, height: 6_000 };
  const next = path.join(t.home, 'next.png');
  await writeSquares(path.join(t.images, 'big.png'), size);
  await writeSquares(next, size, 40);
  const id = await openOne('big.png');
  const { pictureVersion } = t.item('big.png');
  const refused = expect(t.library.picture(id, { level: 0, x: 3, y: 3 })).rejects.toMatchObject({
    code: 'image.changing',
  });
  await t.until(() => existsSync(tileFolder()) && readdirSync(tileFolder()).length > 0, 'tiles under way');
  renameSync(next, path.join(t.images, 'big.png'));
  await refused;
  expect(readdirSync(tileFolder())).toEqual([]);
  await t.until(() => t.item('big.png').pictureVersion !== pictureVersion, 'the new bytes to be known');
  const tile = await readTile(id, { level: 0, x: 3, y: 3 });
  expect([...tile.data.subarray(0, 3)]).toEqual(squareAt(40 + 3 * tilePx, 3 * tilePx));
}, 120_000);

test('tiles that someone deleted are made again; two askers share one making', async () => {
  await writeSquares(path.join(t.images, 'big.png'), { width: 9_000, height: 5_000 });
  const id = await openOne('big.png');
  const [a, b] = await Promise.all([
    t.library.picture(id, { level: 0, x: 0, y: 0 }),
    t.library.picture(id, { level: 0, x: 1, y: 0 }),
  ]);
  const hash = createHash('sha256')
    .update(await sharp(a.path).raw().toBuffer())
    .digest('hex');
  expect(path.dirname(a.path)).toBe(path.dirname(b.path));
  rmSync(a.path);
  const again = await t.library.picture(id, { level: 0, x: 0, y: 0 });
  expect(
    createHash('sha256')
      .update(await sharp(again.path).raw().toBuffer())
      .digest('hex'),
  ).toBe(hash);
  rmSync(tileFolder(), { recursive: true });
  expect(existsSync((await t.library.picture(id, { level: 2, x: 0, y: 0 })).path)).toBe(true);
}, 120_000);
