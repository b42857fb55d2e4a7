import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const form = (page: Page) => page.getByRole('region', { name: 'Attributes' });
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
const onCanvas = (page: Page) => page.evaluate(() => document.activeElement === document.body);

/** What axe-core finds wrong on the page. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.html)} ${nodes[0]?.failureSummary ?? ''}`);
}

async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
}

/** Two required attributes and a free one for the class that is drawn first. */
async function defineAttributes(page: Page): Promise<void> {
  await run(page, 'Edit class');
  const dialog = page.getByRole('dialog', { name: 'Edit class' });
  const rows = dialog.getByRole('list', { name: 'Attributes' }).getByRole('listitem');
  await dialog.getByRole('button', { name: 'Add attribute' }).click();
  await expect(rows.first().getByLabel('Name')).toBeFocused();
  await page.keyboard.type('grade');
  await rows.first().getByLabel('Kind').selectOption('choice');
  await rows.first().getByLabel('required').check();
  // Forgotten options are asked for, not guessed.
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('A choice needs options, one a line.');
  await rows.first().getByLabel('Options').fill('low\nhigh\n');
  await dialog.getByRole('button', { name: 'Add attribute' }).click();
  await rows.nth(1).getByLabel('Name').fill('nuclei');
  await rows.nth(1).getByLabel('Kind').selectOption('number');
  await rows.nth(1).getByLabel('required').check();
  await dialog.getByRole('button', { name: 'Add attribute' }).click();
  await rows.nth(2).getByLabel('Name').fill('touching');
  await rows.nth(2).getByLabel('Kind').selectOption('checkbox');
  await rows.nth(2).getByLabel('Default').selectOption('no');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 4 });
  await page.mouse.up();
}

test('required attributes are asked for when the image is finished, filled in by keyboard, and exported', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page, 2);
  await defineAttributes(page);
  await page.keyboard.press('r');
  await drag(page, at(100, 100), at(200, 180));
  await expect(objects(page).first()).toContainText('2 missing');

  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByText('“red cell” still needs: grade, nuclei')).toBeVisible();
  await expect(objects(page).first()).toHaveAttribute('aria-selected', 'true');
  await expect(form(page).getByLabel('grade')).toBeFocused();
  await expect(page.getByRole('banner')).toContainText('In progress');

  await page.keyboard.type('hi');
  await page.keyboard.press('Enter');
  await expect(form(page).getByLabel('nuclei')).toBeFocused();
  await page.keyboard.type('two');
  await expect(form(page)).toContainText('This is not a number');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(form(page).getByLabel('touching')).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  expect(await onCanvas(page)).toBe(true);
  await expect(objects(page).first()).not.toContainText('missing');

  // An answer is an edit like others.
  await page.keyboard.press('Control+z');
  await expect(form(page).getByLabel('touching')).not.toBeChecked();
  await page.keyboard.press('Control+Shift+z');
  await expect(form(page).getByLabel('touching')).toBeChecked();
  await page.keyboard.press('Slash');
  await expect(form(page).getByLabel('grade')).toBeFocused();
  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('[data-shown]')).toHaveAttribute('data-shown', '2');
  await saved(page);

  await host.stop();
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
  const out = path.join(host.home, 'out');
  await host.cli('export', host.project, '--format', 'coco', '--out', out);
  const { annotations } = JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as {
    annotations: unknown[];
  };
  expect(annotations).toMatchObject([{ attributes: { grade: 'high', nuclei: 2, touching: true } }]);
  expect(annotations).toHaveLength(1);
});

test('several objects are answered at once, copies keep the answers, and another class does not drop them', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page);
  await defineAttributes(page);
  await page.keyboard.press('r');
  await drag(page, at(100, 100), at(200, 180));
  await page.keyboard.press('Slash');
  await page.keyboard.type('low');
  await page.keyboard.press('Enter');
  await page.keyboard.type('1');
  // What was typed belongs to this object, also when the next one is drawn without a word.
  await drag(page, at(300, 100), at(400, 180));
  await expect(objects(page)).toHaveCount(2);
  await expect(form(page).getByLabel('nuclei')).toHaveValue('');
  await objects(page).first().click();
  await expect(form(page).getByLabel('nuclei')).toHaveValue('1');
  await page.keyboard.press('Control+a');
  await expect(form(page).getByLabel('nuclei')).toHaveAttribute('placeholder', 'mixed');
  await form(page).getByLabel('nuclei').fill('3');
  await page.keyboard.press('Escape');
  // Given up: nothing has changed.
  await expect(form(page).getByLabel('nuclei')).toHaveValue('');
  await form(page).getByLabel('nuclei').fill('3');
  await page.keyboard.press('Enter');
  await expect(form(page).getByLabel('nuclei')).toHaveValue('3');
  await page.keyboard.press('Escape');

  await objects(page).first().click();
  await page.keyboard.press('Control+d');
  await expect(form(page).getByLabel('grade')).toHaveValue('low');
  await page.keyboard.press('2');
  await expect(form(page)).toContainText('Not of this class');
  await expect(form(page)).toContainText('low');
  await form(page).getByRole('button', { name: 'Remove “grade”' }).click();
  await expect(form(page)).not.toContainText('grade');
  await page.keyboard.press('1');
  await expect(form(page).getByLabel('nuclei')).toHaveValue('3');
  await expect(form(page).getByLabel('grade')).toHaveValue('');
  await saved(page);
  await host.stop();
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
});

test('the rest of the proposals is accepted first, then asked about, and a screen reader can follow', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 2);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start(host.project));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+3');
  await page.locator('[data-shown]').waitFor();
  await run(page, 'Edit class');
  const dialog = page.getByRole('dialog', { name: 'Edit class' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  for (const name of ['red cell', 'white cell', 'platelet']) {
    await page.getByRole('button', { name: `Edit class “${name}”` }).click();
    const row = dialog.getByRole('listitem').first();
    await dialog.getByRole('button', { name: 'Add attribute' }).click();
    await row.getByLabel('Name').fill('grade');
    await row.getByLabel('Kind').selectOption('choice');
    await row.getByLabel('Options').fill('low\nhigh');
    await row.getByLabel('required').check();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
  }

  await page.keyboard.press('Shift+Enter');
  await expect(form(page).getByLabel('grade')).toBeFocused();
  await expect(objects(page).filter({ hasText: 'accepted' }).first()).toContainText('1 missing');
  await expect(objects(page).filter({ hasText: 'proposal' })).toHaveCount(0);
  await expect(page.getByRole('banner')).toContainText('In progress');
  expect(await violations(page)).toEqual([]);
  const first = await page.locator('[data-shown]').getAttribute('data-shown');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Slash');
  await page.keyboard.type('low');
  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('[data-shown]')).not.toHaveAttribute('data-shown', first ?? '');
  await saved(page);
});
