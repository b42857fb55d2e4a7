import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test("what a model's classes are is said in a table, for this run and the next", async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 2);
  await host.cli('init', host.project, '--images', images, '--classes', 'Red Cell');
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start(host.project));
  await page.keyboard.press('Alt+4');
  await page.getByRole('button', { name: 'Classes', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Classes of cells' });
  const choice = (name: string) => dialog.getByRole('combobox', { name: `What ${name} is` });
  // The same name is the same class, however it is written.
  await expect(choice('red cell').locator('option:checked')).toHaveText('Red Cell');
  await expect(choice('platelet').locator('option:checked')).toHaveText('asked at the first acceptance');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await choice('platelet').selectOption('ignore');
  await expect(choice('platelet').locator('option:checked')).toHaveText('ignored: not shown');
  await dialog.getByRole('button', { name: 'Create all others (1)' }).click();
  await expect(choice('white cell').locator('option:checked')).toHaveText('white cell');
  await expect(dialog.getByRole('button', { name: /^Create/ })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.keyboard.press('Alt+3');
  const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
  await expect(objects.filter({ hasText: 'Red Cell' }).first()).toBeVisible();
  await expect(objects.filter({ hasText: 'platelet' })).toHaveCount(0);
  await expect(objects.filter({ hasText: 'not in the project' })).toHaveCount(0);
});
