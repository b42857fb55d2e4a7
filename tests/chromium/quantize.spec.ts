import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('a model is quantized in Models, its result read, and added; one that is refused is never chosen by itself', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 8);
  await host.cli('init', host.project, '--images', images);
  const made = path.join(host.home, 'cells.int8.onnx');
  await openPage(page, await host.start(host.project));
  await page.getByRole('button', { name: 'Models' }).click();
  const cards = page.getByRole('main').getByRole('listitem');
  await expect(cards).toHaveCount(1);
  await cards.getByRole('button', { name: 'Quantize…' }).click();

  const dialog = page.getByRole('dialog', { name: 'Quantize cells' });
  const count = dialog.getByRole('spinbutton', { name: 'Images to calibrate on' });
  await count.fill('3');
  await expect(dialog.getByRole('button', { name: 'Quantize', exact: true })).toBeDisabled();
  await count.fill('8');
  await dialog.getByRole('button', { name: 'Quantize', exact: true }).click();
  // The window may be closed meanwhile: the job goes on, and its result waits.
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => existsSync(made)).toBe(true);
  await cards.getByRole('button', { name: 'Quantize…' }).click();
  await expect(dialog.getByRole('status')).toContainText(/Good to use: it loses [\d.]+ %/);
  await expect(dialog).toContainText(/F1 of objects at IoU 0.5/);
  await expect(dialog).toContainText(/\d MB, 3\d\.\d % of the float model/);
  await expect(cards).toHaveCount(1);
  await dialog.getByRole('button', { name: 'Add to project' }).click();
  await expect(dialog).toBeHidden();
  await expect(cards).toHaveCount(2);
  await expect(cards.nth(1).getByRole('button', { name: 'Quantize…' })).toHaveCount(0);

  // The model that was added last is what pre-label begins with.
  const preLabel = page.getByRole('main').getByRole('button', { name: /^Pre-label/ });
  await preLabel.click();
  const model = page.getByRole('combobox', { name: 'Model' });
  await expect(model.locator('option:checked')).toContainText('cells.int8');
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('found in this image');
  await page.keyboard.press('Escape');

  const card = path.join(host.home, 'cells.int8.json');
  const said = JSON.parse(readFileSync(card, 'utf8')) as { evaluation: object };
  const verdict = { loss: 0.081, verdict: 'refused as default: it loses more than 2 %' };
  writeFileSync(card, JSON.stringify({ ...said, evaluation: { ...said.evaluation, ...verdict } }));
  await host.stop();
  await host.cli('models', 'add', made, '--project', host.project);
  await openPage(page, await host.start(host.project));
  await page.getByRole('button', { name: 'Models' }).click();
  await expect(cards.nth(1)).toContainText('Loses 8.1 % against its float model');
  await preLabel.click();
  await expect(model.locator('option:checked')).toContainText('cells ·');
  const note = page.getByRole('note');
  await expect(note).toHaveCount(0);
  // A person may choose it, and reads what it loses.
  await model.selectOption({ label: await model.locator('option').nth(1).innerText() });
  await expect(note).toHaveText('Loses 8.1 % against its float model: over 2 %.');
});
