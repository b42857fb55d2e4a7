import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('an export is made of chosen images, merged classes, pictures of objects and changed copies', async ({
  host,
  page,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells', '--device', 'cpu');
  await openPage(page, await host.start(host.project));
  await page.locator('[data-cell]').first().waitFor();
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog', { name: 'Export' });

  // What is lost opens into the images that lose it, and these open.
  await dialog.getByLabel('What').selectOption('predictions');
  await dialog.getByLabel('Format').selectOption('yolo-segment');
  await dialog.getByRole('button', { name: /labels are left out: this format holds no boxes/ }).click();
  await dialog.getByRole('listitem').getByRole('button', { name: 'field-02.jpg' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('[data-shown]')).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('field-02.jpg');

  await page.keyboard.press('Control+e');
  await dialog.getByLabel('What').selectOption('predictions');
  await dialog.getByLabel('Format').selectOption('yolo');
  await dialog.getByText('More options').click();
  const query = dialog.getByRole('combobox', { name: 'Find images' });
  await query.fill('name:field-0');
  await query.press('Escape');
  await dialog.getByLabel('red cell is written as').fill('cell');
  await dialog.getByLabel('white cell is written as').fill('cell');
  await dialog.getByRole('checkbox', { name: 'platelet' }).uncheck();
  await expect(dialog.getByText(/labels are left out as you chose/)).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'A picture of each object' }).check();
  await dialog.getByRole('checkbox', { name: 'Changed copies' }).check();
  await dialog.getByLabel('Copies of each image').fill('1');
  await dialog.getByLabel(/^Images/).selectOption('copy');
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  await page.getByRole('textbox', { name: 'Name of the new folder' }).fill('for training');
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByText(/^Exported to /)).toBeVisible();

  const out = path.join(host.home, 'for training');
  const info = JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8')) as {
    where: string;
    crops: { written: number };
    augmented: { copies: number };
  };
  expect(info).toMatchObject({ where: 'name:field-0', augmented: { copies: 3 } });
  expect(readdirSync(path.join(out, 'crops'))).toEqual(['cell']);
  expect(readdirSync(path.join(out, 'crops/cell'))).toHaveLength(info.crops.written);
  expect(readdirSync(path.join(out, 'images'))).toHaveLength(6);
});
