import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copySampleImages, sampleImageNames } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('a table is looked at, joined, sorted by, seen at the image, and taken back', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  const [first = '', second = '', third = ''] = sampleImageNames();
  copySampleImages(images, 3);
  const tables = path.join(host.home, 'tables');
  mkdirSync(tables);
  writeFileSync(
    path.join(tables, 'patients.csv'),
    `image,Age,site\n${first},9\n${second},30,north\n${third},10,\ngone.jpg,1,x\n`,
  );
  await host.cli('init', host.project, '--images', images, '--classes', 'cell');
  await openPage(page, await host.start(host.project, '--allow', host.home));
  await page.locator('[data-cell]').first().waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('Join a table');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Join a table…' });
  await dialog.getByRole('button', { name: 'Choose table…' }).click();
  const browser = page.getByRole('dialog', { name: 'Choose a table' });
  await browser.getByText('tables', { exact: true }).click();
  await browser.getByText('patients.csv').click();
  await expect(dialog.getByText('3 of 4 rows fit an image; 3 of 3 images get values')).toBeVisible();
  await expect(dialog.getByRole('row', { name: /Age.*meta\.Age.*number/ })).toBeVisible();
  await dialog.getByText('1 row fits no image').click();
  await expect(dialog.getByText('line 5: gone.jpg')).toBeVisible();
  await dialog.getByLabel('Before each name').fill('p.');
  await dialog.getByLabel('Before each name').press('Tab');
  await expect(dialog.getByText('meta.p.Age')).toBeVisible();
  await dialog.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByText('3 images have new values')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await page.getByLabel('Order', { exact: true }).selectOption('meta:p.Age');
  const names = page.locator('[data-cell]');
  await expect(names.nth(0)).toContainText(first);
  await expect(names.nth(1)).toContainText(third);
  await expect(names.nth(2)).toContainText(second);
  await names.nth(2).dblclick();
  await page.getByText('Metadata', { exact: true }).click();
  await expect(page.getByRole('definition').filter({ hasText: 'north' })).toBeVisible();

  await page.keyboard.press('Alt+1');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Join table patients.csv')).toBeVisible();
});
