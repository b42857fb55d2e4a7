import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';
import { writeFixedDetector } from '#tests/support/writeFixedDetector.ts';

/** Two images, labeled by what one model found; another finds some of it, some of it otherwise, and something else. */
async function makeDisagreement(host: ServeHost, page: Page): Promise<void> {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 2);
  const first = writeFixedDetector(path.join(host.home, 'first.onnx'), [
    { className: 'cell', score: 0.9, box: [40, 40, 160, 120] },
    { className: 'cell', score: 0.9, box: [300, 60, 120, 120] },
    { className: 'dirt', score: 0.9, box: [60, 260, 140, 140] },
    { className: 'cell', score: 0.9, box: [500, 40, 60, 60] },
  ]);
  const second = writeFixedDetector(path.join(host.home, 'second.onnx'), [
    { className: 'cell', score: 0.95, box: [40, 40, 160, 120] },
    { className: 'dirt', score: 0.9, box: [300, 60, 120, 120] },
    { className: 'dirt', score: 0.8, box: [120, 300, 140, 140] },
    { className: 'cell', score: 0.6, box: [420, 300, 100, 90] },
  ]);
  await host.cli('init', host.project, '--images', images, '--classes', 'cell,dirt');
  await host.cli('prelabel', host.project, '--model', first, '--device', 'cpu');
  const address = await host.start(host.project);
  await openPage(page, address);
  await page.keyboard.press('Alt+3');
  await expect(page.locator('[data-shown]')).toBeVisible();
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('banner')).toContainText('New');
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await host.stop();
  await host.cli('prelabel', host.project, '--model', second, '--device', 'cpu');
  await openPage(page, await host.start(host.project));
}

test('where a model and the labels differ is listed, looked at one by one, and decided', async ({
  host,
  page,
  failures: _,
}) => {
  await makeDisagreement(host, page);
  await page.keyboard.press('Alt+4');
  await page.getByRole('row').filter({ hasText: 'second' }).getByRole('button', { name: 'Differences' }).click();
  const cellRow = page.getByRole('region', { name: 'Class' }).getByRole('row').filter({ hasText: 'cell' });
  // Labels, predictions, agreed, missing, extra, low overlap, other class; precision, recall.
  await expect(cellRow).toHaveText(/cell\s*6\s*4\s*2\s*2\s*2\s*0\s*2\s*0\.500\s*0\.333/);
  const images = page.getByRole('complementary', { name: 'Images by how much they differ' });
  await expect(images.getByRole('button')).toHaveCount(2);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await images.getByRole('button').first().click();

  const bar = page.getByRole('region', { name: 'Differences between model and labels' });
  const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
  await expect(bar).toContainText('Other class');
  await expect(bar).toContainText('Difference 1 of 4');
  await expect(bar).toContainText('overlap 100 %');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await expect(bar).toContainText('Low overlap');
  await page.keyboard.press('ArrowLeft');
  await expect(bar).toContainText('Other class');
  // The model's class; then its shape; then the label stays; then the label goes.
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('Low overlap');
  await expect(bar).toContainText('Difference 1 of 3');
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('Missing');
  await page.keyboard.press('x');
  await expect(bar).toContainText('Extra');
  // Taken back, it is asked again; done again, it is not.
  await page.keyboard.press('Control+z');
  await expect(bar).toContainText('Difference 2 of 2');
  await page.keyboard.press('ArrowLeft');
  await expect(bar).toContainText('Missing');
  await page.keyboard.press('x');
  await expect(bar).toContainText('Extra');
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('No difference is left in this image.');
  await expect(objects).toHaveCount(3);

  // The next image: a prediction becomes a label.
  await page.keyboard.press('ArrowRight');
  await expect(bar).toContainText('Difference 1 of 4');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(bar).toContainText('Missing');
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('Extra');
  await page.keyboard.press('Alt+5');
  await expect(images.getByRole('button')).toHaveCount(1);
  // One cell became dirt and one is gone; one is new. What was rejected still is a prediction without a label.
  await expect(cellRow).toHaveText(/cell\s*5\s*4\s*3\s*1\s*1\s*0\s*1\s*0\.750\s*0\.600/);
  await expect(page.getByText('1 differences are decided already')).toBeVisible();
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
});

test('without a run, and before anything is labeled, the view says what to do', async ({ host, page, failures: _ }) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 1);
  await host.cli('init', host.project, '--images', images, '--classes', 'cell');
  const address = await host.start(host.project);
  await openPage(page, address);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Differences between');
  await page.keyboard.press('Enter');
  await expect(page.getByText('There is no run to compare.')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Pre-label' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('No image that this run has done is labeled yet.')).toBeVisible({ timeout: 60_000 });
});
