import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('a version is named, compared with an older one and over the image, and restored', async ({ host, page }) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells', '--device', 'cpu');
  await host.cli('version', host.project, 'empty');
  await openPage(page, await host.start(host.project));
  await page.keyboard.press('Alt+3');
  await expect(page.locator('[data-shown]')).toBeVisible();
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('banner')).toContainText('2 of 3');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').fill('Versions');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Name of the version').fill('first image');
  await dialog.getByRole('button', { name: 'Name this version' }).click();
  await expect(dialog.getByText('first image', { exact: true })).toBeVisible();

  await dialog.getByRole('button', { name: 'Compare' }).last().click();
  await expect(dialog.getByText('1 image differs')).toBeVisible();
  await dialog.getByRole('listitem').getByRole('button').click();
  await expect(dialog.locator('path.added').first()).toBeVisible();
  await dialog.getByRole('button', { name: 'All images' }).click();
  await dialog.getByRole('button', { name: 'All versions' }).click();

  await dialog.getByRole('button', { name: 'Restore…' }).last().click();
  await expect(dialog.getByText(/^Of 1 image, \d+ labels? goe?s?, 0 come back and 0 change/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText(/^empty is restored/)).toBeVisible();
  await host.stop();
  expect(await host.cli('diff', host.project, 'empty')).toMatchObject({ items: { total: 0 } });
});
