import { expect, test, vi } from 'vitest';
import { PictureCache } from '../../../../renderer/canvas/PictureCache.ts';

test('however many are asked for after it, the picture on screen stays; others go, the oldest first', async () => {
  const closed: string[] = [];
  vi.stubGlobal('fetch', (url: string) => Promise.resolve({ ok: true, blob: () => Promise.resolve(url) }));
  vi.stubGlobal('createImageBitmap', (url: string) => Promise.resolve({ close: () => closed.push(url) }));
  const cache = new PictureCache(3);
  await cache.load('a');
  cache.show('a');
  for (const url of ['b', 'c', 'd', 'e']) await cache.load(url);
  await Promise.resolve();
  expect(closed).toEqual(['b', 'c']);
  cache.show('e');
  await cache.load('f');
  await Promise.resolve();
  expect(closed).toEqual(['b', 'c', 'a']);
  cache.clear();
  await Promise.resolve();
  expect(closed.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  vi.unstubAllGlobals();
});
