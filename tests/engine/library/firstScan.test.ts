import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
beforeEach(() => void (t = startEngine()));
afterEach(() => t.close());

test('images are listed while the scan of a large folder still goes on', async () => {
  const images = path.join(t.home, 'images');
  const count = 8_000;
  for (let index = 0; index < count; index++) {
    if (index % 1_000 === 0) mkdirSync(path.join(images, String(index / 1_000)), { recursive: true });
    writeFileSync(path.join(images, String(Math.floor(index / 1_000)), `${index}.jpg`), '');
  }
  const seen: number[] = [];
  const looks: Promise<void>[] = [];
  // At each event, as the gallery does: what is there, and is the scan over?
  const look = async (): Promise<void> => {
    const { total } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 100 });
    const jobs = await t.engine.call('jobs.list', {});
    if (jobs.some(({ kind, state }) => kind === 'scan' && state === 'running')) seen.push(total);
  };
  t.engine.events.on('itemsChanged', () => void looks.push(look()));
  await t.create('p', images);
  const total = async (): Promise<number> => (await t.engine.call('items.facets', { query: {} })).total;
  await t.until(async () => (await total()) === count, 'all images to be listed');
  await Promise.all(looks);
  expect(seen.some((listed) => listed > 0 && listed < count)).toBe(true);
});
