import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { violations } from '#tests/support/axeViolations.ts';
import { copySampleImages, sampleImageNames } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('duplicates are found, compared, marked in one step, and taken back', async ({ host, page, failures: _ }) => {
  const images = path.join(host.home, 'images');
  const [first = '', second = ''] = sampleImageNames();
  copySampleImages(images, 4);
  mkdirSync(path.join(images, 'small'));
  await sharp(path.join(images, first)).resize(400).jpeg({ quality: 50 }).toFile(path.join(images, 'small/copy.jpg'));
  copySampleImages(path.join(images, 'same'), 2);
  await host.cli('init', host.project, '--images', images, '--classes', 'cell');
  await openPage(page, await host.start(host.project));
  await page.locator('[data-cell]').first().waitFor();

  // From the gallery's side panel.
  await page.getByRole('complementary').getByRole('button', { name: 'Duplicates' }).click();
  await page.getByRole('button', { name: 'Find duplicates' }).click();
  await expect(page.getByText('5 of 7 images in 2 groups')).toBeVisible();
  const group = page.getByRole('region', { name: 'Group 1: 3 images' });
  await expect(group).toHaveAttribute('aria-current', 'true');
  await expect(group.getByText('Same bytes')).toBeVisible();
  await expect(group.getByText(/bits apart|Looks the same/)).toBeVisible();
  const kept = group.locator('[data-member][aria-pressed="true"]');
  await expect(kept).toHaveAttribute('title', first);
  expect(await violations(page)).toEqual([]);

  // Another one is kept, and the rest is tagged: one step.
  await page.keyboard.press('ArrowRight');
  await expect(kept).toHaveAttribute('title', `same/${first}`);
  await page.keyboard.press('t');
  await expect(page.getByText('2 images changed')).toBeVisible();
  await expect(group.getByText('Settled')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Group 2: 2 images' })).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('Control+z');
  await expect(group.getByText('Settled')).toBeHidden();

  // The rest of the second is skipped; looked for again it is no group any more.
  await page.keyboard.press('g');
  await expect(page.getByText('1 image changed')).toBeVisible();
  await page.getByRole('button', { name: 'Find again' }).click();
  await expect(page.getByText('3 of 6 images in 1 group')).toBeVisible();

  await group.getByRole('button', { name: 'Open small/copy.jpg' }).click();
  await expect(page.getByRole('banner')).toContainText('small/copy.jpg');
  await page.keyboard.press('Alt+6');
  await expect(page.getByText('3 of 6 images in 1 group')).toBeVisible();
  expect(second).not.toBe('');
});
