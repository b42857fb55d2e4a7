import path from 'node:path';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('a new user opens the sample, sees proposals, filters, switches language and theme', async ({
  host,
  page,
  failures,
}) => {
  await openPage(page, await host.start());
  await expect(page.getByRole('heading', { name: 'A model makes the first pass' })).toBeVisible();
  await page.getByRole('button', { name: 'Open the sample' }).click();
  const grid = page.getByRole('listbox', { name: 'Gallery' });
  await expect(grid.getByRole('option').first()).toBeVisible();
  await expect(page.getByText('32 images', { exact: true })).toBeVisible();
  // Proposals come from a live run.
  await expect(grid.locator('.open').first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole('searchbox').fill('field-07');
  await expect(page.getByText('1 image', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(page.getByText('32 images', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type a command' }).fill('language');
  await page.keyboard.press('Enter');
  await expect(page.getByText('32 张图片')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('浅色');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(failures).toEqual([]);
});

test('a project is made in the browser: folder, name, classes', async ({ host, page }) => {
  const images = path.join(host.home, 'photos');
  copySampleImages(images, 2);
  await openPage(page, await host.start('--allow', host.home));
  await page.getByRole('button', { name: 'New project' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Choose…' }).click();
  await page.getByRole('button', { name: 'photos', exact: true }).click();
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('photos');
  await page.getByRole('textbox', { name: 'Classes' }).fill('cat, dog');
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await expect(page.getByText('2 images', { exact: true })).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('photos');
});

test('new files appear by themselves, and what can not be read says why', async ({ host, page }) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 1);
  writeFileSync(path.join(images, 'notes.jpg'), 'this is no image');
  const old = new Date('2020-01-01');
  const { utimesSync } = await import('node:fs');
  utimesSync(path.join(images, 'notes.jpg'), old, old);
  const { code } = await import('#tests/support/runCli.ts').then(({ runCli }) =>
    runCli(['init', host.project, '--images', images, '--json'], host.env),
  );
  expect(code).toBe(3);
  await openPage(page, await host.start(host.project));
  await expect(page.getByText('2 images', { exact: true })).toBeVisible();
  await expect(page.getByText('The file is not an image')).toBeVisible();
  copyFileSync(path.resolve('resources/samples/images/field-05.jpg'), path.join(images, 'später 新.jpg'));
  await expect(page.getByText('3 images', { exact: true })).toBeVisible();
  await expect(page.getByRole('option', { name: 'später 新.jpg' }).getByRole('img').first()).toBeVisible();
});
