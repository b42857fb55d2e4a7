import { expect, test, vi } from 'vitest';
import { PictureCache } from '../../../../renderer/canvas/PictureCache.ts';

test('however many are asked for after it, the picture on screen stays; others go, the oldest first', async () => {
  const closed: string[] = [];
  vi.stubGlobal('fetch', (url: string) => Promise.resolve({ ok: true, blob: () => Promise.resolve(new Blob([url])) }));
  vi.stubGlobal('createImageBitmap', async (picture: Blob) => {
    const url = await picture.text();
    return { close: () => closed.push(url) };
  });
  const closedSoFar = (): string[] => closed.toSorted();
  const cache = new PictureCache(3);
  await cache.load('a');
  cache.show('a');
  for (const url of ['b', 'c', 'd', 'e']) await cache.load(url);
  await vi.waitFor(() => expect(closed).toEqual(['b', 'c']));
  const next = cache.loadNext('e');
  for (const url of ['g', 'h', 'i', 'j']) void cache.load(url);
  await next;
  await vi.waitFor(() => expect(closedSoFar()).toEqual(['b', 'c', 'd', 'g', 'h', 'i']));
  cache.show('e');
  await cache.load('f');
  await vi.waitFor(() => expect(closed).toContain('a'));
  cache.clear();
  await vi.waitFor(() => expect(closedSoFar()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']));
  vi.unstubAllGlobals();
});
