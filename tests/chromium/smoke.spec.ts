import path from 'node:path';
import { smokeJourney } from '#tests/support/journey.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('from proposals to an export', async ({ host, page, failures }) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start(host.project));
  const choose = async (): Promise<void> => {
    await page.getByRole('textbox', { name: 'Name of the new folder' }).fill('for training');
    await page.getByRole('button', { name: 'Use this folder' }).click();
  };
  await smokeJourney(page, choose, { exported: path.join(host.home, 'for training'), project: host.project });
  expect(failures).toEqual([]);
});
