import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import sharp from 'sharp';
import { makeColourModel } from '#tests/support/makeColourModel.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('the gallery is sorted by what is like an image, a chip leads back, and review takes the second class', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  for (const [name, r, g, b] of [
    ['1 blue', 20, 20, 210],
    ['2 red', 210, 20, 20],
    ['3 violet', 150, 20, 150],
    ['4 maroon', 110, 10, 14],
  ] as const)
    await sharp({ create: { width: 64, height: 48, channels: 3, background: { r, g, b } } })
      .png()
      .toFile(path.join(images, `${name}.png`));
  await host.cli('init', host.project, '--images', images, '--classes', 'red,blue');
  await host.cli('prelabel', host.project, '--model', makeColourModel(host.home));
  await openPage(page, await host.start(host.project));
  const names = page.locator('[data-cell]');
  await expect(names).toHaveCount(4);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  // The second image, which no model has described yet: all are described first.
  await page.keyboard.press('Control+Shift+S');
  const chip = page.getByText('Like 2 red.png');
  await expect(chip).toBeVisible();
  await expect(names.nth(0)).toContainText('2 red');
  await expect(names.nth(1)).toContainText('4 maroon');
  await expect(names.nth(2)).toContainText('3 violet');
  await expect(names.nth(3)).toContainText('1 blue');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: 'Show all images again' }).click();
  await expect(chip).toHaveCount(0);
  await expect(names.nth(0)).toContainText('1 blue');

  // The least certain image first: violet, of which the model can't tell whether it is red or blue.
  await page.getByRole('combobox', { name: 'Order' }).selectOption('uncertainty');
  await expect(names.nth(0)).toContainText('3 violet');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const second = page.getByRole('button', { name: /^blue|^red/ }).filter({ hasText: '0.5' });
  await expect(page.getByText('What else the model thought of')).toBeVisible();
  await expect(second).toHaveCount(1);
  await page.keyboard.press('Semicolon');
  await expect(page.getByText('corrected')).toBeVisible();
});
