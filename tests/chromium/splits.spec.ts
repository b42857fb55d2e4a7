import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import type { AnnotationId, ClassId } from '#shared/model/ids.ts';
import { violations } from '#tests/support/axeViolations.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { connectToServe } from '#tests/support/serveClient.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';

/** Twenty labeled images in two folders: ten with a red cell, five of those with debris, too. */
async function makeProject(host: ServeHost): Promise<void> {
  const images = path.join(host.home, 'images');
  copySampleImages(path.join(images, 'one'), 10);
  copySampleImages(path.join(images, 'two'), 10);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,debris');
  const client = await connectToServe(await host.start(host.project));
  await client.call('roots.settled', {});
  const { items } = await client.call('items.list', { query: {}, offset: 0, limit: 20 });
  for (const [index, { id: itemId }] of items.entries()) {
    const wanted = [...(index % 2 === 0 ? [1] : []), ...(index % 4 === 0 ? [2] : [])];
    for (const classId of wanted) {
      const document = await client.call('items.document', { itemId });
      const shape = { kind: 'box', box: [10 * classId, 20, 30, 40] } as const;
      const drawn = { id: crypto.randomUUID() as AnnotationId, classId: classId as ClassId, shape };
      const change = addAnnotation(document, drawn);
      const baseRevision = document.item.revision;
      await client.call('annotations.apply', { itemId, baseRevision, change, label: 'Draw box' });
    }
  }
  const itemIds = items.map(({ id }) => id);
  await client.call('items.edit', { items: { itemIds }, action: { kind: 'stage', stage: 'labeled' } });
  client.close();
  await host.stop();
}

async function runCommand(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type a command' }).fill(text);
  await page.keyboard.press('Enter');
}

test('images are split by shares after a look at what comes of it, taken back, and exported apart', async ({
  host,
  page,
  failures,
}) => {
  await makeProject(host);
  await openPage(page, await host.start(host.project, '--allow', host.home));
  await page.locator('[data-cell]').first().waitFor();

  // Nothing is in a split yet: the export says so, and what to do.
  await page.keyboard.press('Control+e');
  const exporting = page.getByRole('dialog', { name: 'Export' });
  await exporting.getByText('Write training, validation and test apart').click();
  await expect(exporting.getByText('None of these images is in a split')).toBeVisible();
  await exporting.getByRole('button', { name: 'Cancel' }).click();

  await runCommand(page, 'split images by');
  const dialog = page.getByRole('dialog', { name: 'Split images' });
  const row = (name: string) =>
    dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  await expect(dialog.getByText('All 20 images')).toBeVisible();
  await expect(row('All').getByRole('cell')).toHaveText(['16', '2', '2']);
  await expect(row('debris').getByRole('cell')).toHaveText(['3', '1', '1']);
  expect(await violations(page)).toEqual([]);

  // Shares that are no whole are refused; a folder never falls into two splits.
  await dialog.getByRole('spinbutton', { name: 'Training' }).fill('50');
  await expect(dialog.getByRole('status')).toContainText('make 70 % together');
  await expect(dialog.getByRole('button', { name: /^Change/ })).toBeDisabled();
  await dialog.getByRole('spinbutton', { name: 'Validation' }).fill('50');
  await dialog.getByRole('spinbutton', { name: 'Test' }).fill('0');
  await dialog.getByRole('combobox', { name: 'Keep together' }).selectOption('folder');
  await expect(row('All').getByRole('cell')).toHaveText(['10', '10', '0']);
  await expect(dialog.getByRole('status')).toHaveText('2 groups stay together; the largest has 10 images.');
  await dialog.getByRole('button', { name: 'Change 20 images' }).click();
  await expect(dialog).toBeHidden();
  const side = page.getByRole('complementary', { name: 'Views and tags' });
  await expect(side.getByRole('button', { name: 'Training' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(side.getByRole('button', { name: 'Training' })).toBeHidden();

  // Four selected ones from the bar; the others stay in none.
  await page.locator('[data-cell]').first().click();
  for (let more = 0; more < 3; more += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('s');
  await page.getByRole('menuitem', { name: 'By shares' }).click();
  await expect(dialog.getByText('4 selected images')).toBeVisible();
  await dialog.getByRole('button', { name: 'Change 4 images' }).click();
  await expect(dialog).toBeHidden();

  await page.keyboard.press('Control+e');
  await exporting.getByRole('combobox', { name: 'Format' }).selectOption('yolo');
  await exporting.getByRole('combobox', { name: 'Images' }).selectOption('copy');
  await exporting.getByText('Write training, validation and test apart').click();
  await expect(exporting.getByText('16 images are left out: they are in no split.')).toBeVisible();
  await exporting.getByText('Data set card').click();
  await exporting.getByRole('textbox', { name: 'Licence' }).fill('CC-BY-4.0');
  await exporting.getByRole('textbox', { name: 'Source of the images' }).fill('Made by a script');
  await exporting.getByRole('button', { name: 'Choose…' }).click();
  await page.getByRole('textbox', { name: 'New folder' }).fill('out');
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await exporting.getByRole('button', { name: 'Export', exact: true }).click();
  const out = path.join(host.home, 'out');
  await expect.poll(() => existsSync(out)).toBe(true);
  expect(readdirSync(path.join(out, 'images')).length).toBeGreaterThan(1);
  expect(readFileSync(path.join(out, 'README.md'), 'utf8')).toContain('license: cc-by-4.0');

  // What was said of the data set is remembered.
  await page.keyboard.press('Control+e');
  await exporting.getByText('Data set card').click();
  await expect(exporting.getByRole('textbox', { name: 'Licence' })).toHaveValue('CC-BY-4.0');
  expect(failures).toEqual([]);
});
