import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import { writeFixedDetector } from '#tests/support/writeFixedDetector.ts';

test('a dropped model that no family knows is described, seen on an image, kept, and described again', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 1);
  const model = writeFixedDetector(path.join(host.home, 'nameless.onnx'), [
    { className: 'cell', score: 0.9, box: [40, 40, 160, 120] },
    { className: 'dirt', score: 0.8, box: [300, 200, 120, 120] },
  ]);
  rmSync(model.replace(/onnx$/, 'json'));
  await host.cli('init', host.project, '--images', images, '--classes', 'cell');
  await openPage(page, await host.start(host.project));
  const dropped = await page.evaluateHandle(
    (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], 'nameless.onnx'));
      return transfer;
    },
    [...readFileSync(model)],
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: dropped });
  await expect(page.getByText('match no model family Firstpass knows')).toBeVisible();
  await page.getByRole('button', { name: 'Describe it…' }).click();

  const dialog = page.getByRole('dialog', { name: 'Describe the model' });
  await expect(dialog).toContainText('output0 float32 [2, 4]');
  await dialog.getByRole('combobox', { name: 'What it is' }).selectOption('torchvision');
  await dialog.getByRole('textbox', { name: /^Classes/ }).fill('cell\ndirt');
  const more = dialog.getByRole('textbox', { name: /^More/ });
  await more.fill('{ "tensors": ');
  await more.blur();
  await expect(dialog).toContainText('This is no JSON object');
  await expect(dialog.getByRole('button', { name: 'Keep' })).toBeDisabled();
  await more.fill(
    JSON.stringify({
      tensors: { boxes: 'output0', scores: 'output1', labels: 'output2' },
      ...{ coordinates: 'image', firstClass: 0 },
    }),
  );
  await more.blur();
  await expect(dialog.getByRole('status')).toContainText('2 found in this image');
  // What the model doesn't take is said beside the image, at once.
  await dialog.getByRole('spinbutton', { name: 'Width of the input in pixels' }).fill('64');
  await expect(dialog.getByRole('status')).toContainText('The card feeds');
  await dialog.getByRole('spinbutton', { name: 'Width of the input in pixels' }).fill('32');
  await expect(dialog.getByRole('status')).toContainText('2 found in this image');
  // The order of the colours goes through the presets' numbers, too.
  await dialog.getByRole('radiogroup', { name: 'Values' }).getByText('ImageNet').click();
  await dialog.getByRole('radiogroup', { name: 'Colours' }).getByText('BGR').click();
  await dialog.getByRole('radiogroup', { name: 'Values' }).getByText('own').click();
  await expect(dialog.getByRole('textbox', { name: 'Mean' })).toHaveValue('0.406, 0.456, 0.485');
  await dialog.getByRole('textbox', { name: 'Mean' }).fill('1, x');
  await dialog.getByRole('textbox', { name: 'Mean' }).blur();
  await expect(dialog.getByRole('button', { name: 'Keep' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Mean' }).fill('0');
  await dialog.getByRole('textbox', { name: 'Mean' }).blur();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep' }).click();

  // It is there to be used.
  const prelabel = page.getByRole('dialog', { name: 'Pre-label' });
  await expect(prelabel).toContainText('2 found in this image');
  await prelabel.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('Alt+4');
  await page.getByRole('button', { name: 'Describe…' }).click();
  await dialog.locator('input[type="file"]').setInputFiles({
    ...{ name: 'data.yaml', mimeType: 'text/yaml' },
    buffer: Buffer.from('nc: 2\nnames:\n  0: red cell\n  1: dust\n'),
  });
  await expect(dialog.getByRole('textbox', { name: /^Classes/ })).toHaveValue('red cell\ndust');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByText('red cell, dust')).toBeVisible();
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
});
