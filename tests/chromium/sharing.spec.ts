import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

/** Runs a command by its name. @returns its dialog */
async function command(page: Page, name: string): Promise<Locator> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(name);
  await page.keyboard.press('Enter');
  return page.getByRole('dialog', { name });
}

/** Moves all labels of the first image. */
async function moveFirst(page: Page, key: string): Promise<void> {
  await page.keyboard.press('Alt+2');
  await expect(page.locator('[data-shown]')).toBeVisible();
  if (!(await page.getByRole('banner').innerText()).includes('1 of 3')) await page.keyboard.press('a');
  await expect(page.getByRole('banner')).toContainText('1 of 3');
  await expect(page.getByRole('listbox', { name: 'Objects' }).getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.press(key);
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
}

test('a work package is handed out, worked on, and merged with a choice where both sides differ', async ({
  host,
  page,
  failures,
}) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells', '--device', 'cpu');
  await openPage(page, await host.start(host.project));
  await page.keyboard.press('Alt+3');
  await expect(page.locator('[data-shown]')).toBeVisible();
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('banner')).toContainText('2 of 3');

  const handOut = await command(page, 'Hand out a work package');
  await handOut.getByRole('combobox', { name: 'Find images' }).fill('stage:nothing');
  await expect(handOut.getByRole('status')).not.toHaveText(/images$/);
  await handOut.getByRole('combobox', { name: 'Find images' }).fill('');
  await expect(handOut.getByRole('status')).toHaveText('3 images');
  await handOut.getByLabel('For').fill('Ana');
  await handOut.getByRole('button', { name: 'Save as…' }).click();
  await page.getByLabel('Name of the file').fill('ana.firstpass.zip');
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await expect(page.getByText(/^3 images with \d+ labels are in /)).toBeVisible();
  await moveFirst(page, 'Shift+ArrowDown');
  await host.stop();

  await host.cli('unpack', path.join(host.home, 'ana.firstpass.zip'), '--to', path.join(host.home, 'ana'));
  const theirs = path.join(host.home, 'ana', 'project (Ana).firstpass');
  await openPage(page, await host.start(theirs));
  await moveFirst(page, 'Shift+ArrowRight');
  await page.keyboard.press('d');
  await expect(page.getByRole('banner')).toContainText('2 of 3');
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('banner')).toContainText('3 of 3');
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  await host.stop();

  await openPage(page, await host.start(host.project, '--allow', host.home));
  const merge = await command(page, 'Merge a work package');
  await merge.getByRole('button', { name: 'Choose a work package…' }).click();
  const browser = page.getByRole('dialog', { name: 'Choose a packed project or a work package' });
  await browser
    .getByRole('button', { name: path.basename(host.home) })
    .or(browser.getByRole('button', { name: 'ana', exact: true }))
    .first()
    .click();
  const folder = browser.getByRole('button', { name: 'ana', exact: true });
  if (await folder.isVisible()) await folder.click();
  await browser.getByRole('button', { name: 'project (Ana).firstpass', exact: true }).click();
  await expect(merge.getByText(/^Work package of Ana/)).toBeVisible();
  await expect(
    merge.getByText('1 image changes without a conflict. 1 has one, of which 1 stays as it is.'),
  ).toBeVisible();

  await merge.getByRole('list', { name: 'Images that both sides changed differently' }).getByRole('button').click();
  await expect(merge.locator('path.other').first()).toBeAttached();
  const [mine, there] = await Promise.all(
    [0, 1].map((side) => merge.locator('figure').nth(side).locator('path.other').first().getAttribute('d')),
  );
  expect(mine).not.toBe(there);
  await merge.getByRole('radio', { name: 'Theirs' }).check({ force: true });
  await merge.getByRole('button', { name: 'All conflicts' }).click();
  await expect(merge.getByText('1 has one, of which 0 stay as they are.')).toBeVisible();
  await merge.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(page.getByText('Merged: 2 images changed.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^Undone: Merge work package of Ana/)).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByText(/^Redone: Merge work package of Ana/)).toBeVisible();
  await host.stop();
  expect(await host.cli('merge', host.project, theirs)).toMatchObject({ itemsChanged: 0, items: { conflicts: 0 } });
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
  expect(failures).toEqual([]);
});
