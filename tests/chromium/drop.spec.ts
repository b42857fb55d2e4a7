import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

/** As a file manager drops files: they come with the event. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const files = await page.evaluateHandle(
    ([title, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], title));
      return transfer;
    },
    [name, bytes.toString('base64')] as const,
  );
  for (const type of ['dragenter', 'dragover']) await page.dispatchEvent('main', type, { dataTransfer: files });
  await expect(page.getByText('Drop a model (.onnx)')).toBeVisible();
  await page.dispatchEvent('main', 'drop', { dataTransfer: files });
  await expect(page.getByText('Drop a model (.onnx)')).toBeHidden();
}

test('a model that is dropped on the page is added, and chosen to pre-label with', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 2);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  const url = await host.start(host.project);
  await openPage(page, url);
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  const model = readFileSync('models/builtin/cells.onnx');
  // Other bytes at its end, so that it isn't the one that ships.
  await drop(page, 'dropped cells.onnx', Buffer.concat([model, Buffer.from([0x72, 4, 0x0a, 0, 0x12, 0])]));
  const dialog = page.getByRole('dialog', { name: 'Pre-label' });
  await expect(dialog.getByRole('combobox', { name: 'Model' }).locator('option:checked')).toContainText(
    'Firstpass cells',
  );
  await expect(dialog.getByRole('status')).toContainText('found in this image');
  await page.keyboard.press('Escape');

  await drop(page, 'holiday.txt', Buffer.from('text'));
  await expect(page.getByRole('alert').filter({ hasText: 'can not tell what to do with holiday.txt' })).toBeVisible();
  await drop(page, 'broken.onnx', Buffer.from('<html>404</html>'));
  await expect(page.getByRole('alert').filter({ hasText: 'is a web page' })).toBeVisible();
});
