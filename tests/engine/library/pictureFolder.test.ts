import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import sharp from 'sharp';
import { pictureFolder } from '#engine/library/pictureFolder.ts';
import { readDeepPng } from '#shared/look/deepPng.ts';
import { writeDeepImage } from '#tests/support/deepImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';

test('black pictures of deep grey that an older program made are not shown, and their room is given back', async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-pictures-'));
  const cache = path.join(home, 'cache');
  const file = path.join(home, 'images', 'deep.png');
  await writeDeepImage(file, { width: 300, height: 200 }, (x) => x * 4);
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  const black = sharp({ create: { width: 300, height: 200, channels: 3, background: '#000000' } });
  const outdated = [`thumbnails/${hash}.webp`, `renderings/${hash}.png`, `tiles/${hash}/0/0_0.png`].map((name) =>
    path.join(cache, name),
  );
  for (const one of outdated) {
    mkdirSync(path.dirname(one), { recursive: true });
    await black.clone().toFile(one);
  }

  const t = startEngine(home);
  await t.create('p', path.join(home, 'images'));
  await t.settled();
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 });
  const id = items[0]?.id ?? 0;
  const thumbnail = await t.engine.picture(id, 'thumb');
  const { channels } = await sharp(thumbnail.path).stats();
  expect(channels[0]?.max).toBeGreaterThan(245);
  const full = await t.engine.picture(id, 'full');
  expect(full.mime).toBe('image/png');
  expect(readDeepPng(new Uint8Array(readFileSync(full.path)))).toMatchObject({ width: 300, height: 200 });
  for (const { path: shown } of [thumbnail, full]) expect(shown.startsWith(pictureFolder(cache))).toBe(true);
  await t.until(() => outdated.every((one) => !existsSync(path.dirname(one))), 'the old pictures are gone');
  await t.close();
});
