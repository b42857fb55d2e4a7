import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('samples of changed copies are shown before an export, with their labels, and follow the options and the image', async ({
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
  await dialog.getByLabel('What').selectOption('predictions');
  await dialog.getByLabel('Format').selectOption('yolo');
  await dialog.getByText('More options').click();
  const samples = dialog.getByRole('region', { name: 'Samples of changed copies' });
  await expect(samples).toBeHidden();
  await dialog.getByRole('checkbox', { name: 'Changed copies' }).check();

  await expect(samples.getByRole('img')).toHaveCount(3);
  const first = samples.getByRole('img', { name: /^Copy 1 of 3 of field-01.jpg; labels: [1-9]/ });
  await expect(first).toBeVisible();
  /** Its end tells one from another, and is no wall of letters when it doesn't. */
  const pictureOf = async (): Promise<string | undefined> =>
    (await samples.getByRole('img').first().getAttribute('src'))?.slice(-200);
  const before = await pictureOf();
  // What it shows is a picture, and labels lie on it.
  expect(await first.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(200);
  const painted = samples.locator('canvas').first();
  await expect
    .poll(() =>
      painted.evaluate((canvas: HTMLCanvasElement) => {
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return data.some((value, at) => at % 4 === 3 && value > 200);
      }),
    )
    .toBe(true);

  // Another seed gives others, and the same one the same again.
  const type = async (label: string, value: string): Promise<void> => {
    await dialog.getByLabel(label).fill(value);
    await dialog.getByLabel(label).press('Tab');
  };
  await type('Seed', '7');
  await expect.poll(pictureOf).not.toBe(before);
  await type('Seed', '0');
  await expect.poll(pictureOf).toBe(before);
  await type('Copies of each image', '2');
  await expect(samples.getByRole('img')).toHaveCount(2);

  await expect(samples.getByText('1 of 3')).toBeVisible();
  await expect(samples.getByRole('button', { name: 'Previous image' })).toBeDisabled();
  await samples.getByRole('button', { name: 'Next image' }).click();
  await expect(samples.getByText('2 of 3')).toBeVisible();
  await expect(samples.getByRole('img', { name: /field-02.jpg/ })).toHaveCount(2);
  await samples.getByRole('button', { name: 'Next image' }).click();
  await expect(samples.getByRole('button', { name: 'Next image' })).toBeDisabled();

  // Fewer images than before: the last one that is left.
  const query = dialog.getByRole('combobox', { name: 'Find images' });
  await query.fill('name:field-01');
  await query.press('Escape');
  await expect(samples.getByRole('img', { name: /field-01.jpg/ })).toHaveCount(2);
  await dialog.getByRole('checkbox', { name: 'Changed copies' }).uncheck();
  await expect(samples).toBeHidden();
});
