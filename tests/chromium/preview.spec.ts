import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { WebSocket } from '@playwright/test';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';

test('before a run, one image shows what the sliders keep; the run keeps the same', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  const sockets: WebSocket[] = [];
  page.on('websocket', (socket) => sockets.push(socket));
  await openPage(page, await host.start(host.project));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Control+b');
  const dialog = page.getByRole('dialog', { name: 'Pre-label' });
  const sum = dialog.getByRole('status');
  const found = async (): Promise<number> => Number.parseInt((await sum.textContent()) ?? '', 10);
  await expect(sum).toContainText('found in this image');
  const [before, ids] = [await found(), dialog.locator('[data-previewed]')];
  await expect(ids).toHaveCount(1);
  const first = await ids.getAttribute('data-previewed');
  expect(before).toBeGreaterThan(10);

  const score = dialog.getByRole('slider', { name: /^Lowest score: / });
  await score.focus();
  await page.keyboard.press('End');
  await expect.poll(found).toBeLessThan(before);
  await page.keyboard.press('Home');
  await expect.poll(found).toBeGreaterThan(before);
  const all = await found();
  const red = dialog.getByRole('slider', { name: 'Lowest score of red cell' });
  const redRow = dialog
    .getByRole('list', { name: 'Found in this image' })
    .getByRole('listitem')
    .filter({ hasText: 'red cell' });
  await red.focus();
  await page.keyboard.press('End');
  await expect.poll(found).toBeLessThan(all);
  await expect(redRow).toContainText('0.95');
  const kept = await found();

  // When nothing moves, nothing is asked.
  const frames: string[] = [];
  sockets[0]?.on('framesent', ({ payload }) => frames.push(String(payload)));
  await page.waitForTimeout(500);
  expect(frames.filter((frame) => frame.includes('models.preview'))).toEqual([]);

  await dialog.getByRole('button', { name: 'Next image' }).click();
  await expect(dialog.getByText('2 of 3')).toBeVisible();
  await expect(ids).not.toHaveAttribute('data-previewed', first ?? '');
  await dialog.getByRole('button', { name: 'Previous image' }).click();
  await expect(ids).toHaveAttribute('data-previewed', first ?? '');
  await expect.poll(found).toBe(kept);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(dialog).toBeHidden();
  const tile = page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first();
  await expect(tile).toContainText(String(kept));
  expect(readdirSync(images)).toHaveLength(3);
});
