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
  const bar = page.getByRole('combobox', { name: 'Find images' });
  await bar.fill('field-07');
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

test('a query is completed, told where it is wrong, saved as a view; selected images are tagged and that is undone', async ({
  host,
  page,
  failures,
}) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 6);
  await host.cli('init', host.project, '--images', images, '--classes', 'cell');
  await openPage(page, await host.start(host.project));
  const count = (text: string) => expect(page.getByText(text, { exact: true })).toBeVisible();
  await count('6 images');
  const cells = page.locator('[data-cell]');
  // A range by mouse, one more by Ctrl, and a tag for the four.
  await cells.nth(0).click();
  await cells.nth(2).click({ modifiers: ['Shift'] });
  await cells.nth(4).click({ modifiers: ['Control'] });
  await expect(page.getByRole('toolbar', { name: 'Selected images' })).toContainText('4 selected');
  await page.keyboard.press('t');
  await page.keyboard.type('night');
  await page.keyboard.press('Enter');
  await expect(page.getByText('4 images changed')).toBeVisible();
  await page.keyboard.press('Escape');
  // The query by keyboard alone.
  await page.keyboard.press('/');
  const bar = page.getByRole('combobox', { name: 'Find images' });
  await expect(bar).toBeFocused();
  await page.keyboard.type('-ta');
  await page.keyboard.press('Tab');
  await page.keyboard.type('ni');
  await page.keyboard.press('Tab');
  await expect(bar).toHaveValue('-tag:night ');
  await count('2 images');
  await page.keyboard.type('stage:nwe');
  await expect(page.getByText('stage is never nwe.')).toBeVisible();
  await expect(page.getByText(/Did you mean new\?/)).toBeVisible();
  await bar.fill('tag:night');
  await page.keyboard.press('Enter');
  await count('4 images');
  await page.keyboard.press('Control+s');
  await page.keyboard.type('Night shift');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Night shift', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await count('6 images');
  await page.getByRole('button', { name: 'Night shift', exact: true }).click();
  await count('4 images');
  // All of the view at once, and one undo for it.
  await cells.nth(0).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('s');
  await page.keyboard.press('1');
  await expect(cells.getByText('Training')).toHaveCount(4);
  await page.keyboard.press('Control+z');
  await expect(cells.getByText('Training')).toHaveCount(0);
  expect(failures).toEqual([]);
});
