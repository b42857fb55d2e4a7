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
  const next = cache.loadNext('e');
  for (const url of ['g', 'h', 'i', 'j']) void cache.load(url);
  await next;
  await Promise.resolve();
  expect(closed).not.toContain('e');
  cache.show('e');
  await cache.load('f');
  await Promise.resolve();
  expect(closed).toContain('a');
  cache.clear();
  await Promise.resolve();
  expect(closed.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']);
  vi.unstubAllGlobals();
});
