import path from 'node:path';
import Database from 'better-sqlite3';
import type { Locator, Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';

const fold = (page: Page): Locator => page.getByRole('region', { name: 'Comments' });
const field = (page: Page): Locator => fold(page).getByRole('textbox', { name: /^Comment on/ });
const rows = (page: Page): Locator => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const heading = (page: Page): Locator => fold(page).getByRole('heading').getByRole('button');

/** Two images; in the first a box. It is selected. */
async function drawBox(page: Page, at: (x: number, y: number) => [number, number]): Promise<void> {
  await page.keyboard.press('r');
  await page.mouse.click(...at(100, 100));
  await page.mouse.click(...at(220, 200));
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('v');
  await expect(rows(page).and(page.locator('[aria-selected=true]'))).toHaveCount(1);
}

test('by keyboard alone a question about an object is asked, answered, resolved, reopened and taken back', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page, 2);
  await drawBox(page, at);
  await page.keyboard.press('m');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveAccessibleName('Comment on “red cell”');
  await page.keyboard.type('Is this a cell or debris?');
  await page.keyboard.press('Control+Enter');
  await expect(fold(page).getByText('Is this a cell or debris?')).toBeVisible();
  await expect(field(page)).toHaveValue('');
  await expect(field(page)).toBeFocused();
  await expect(rows(page).getByRole('img', { name: 'Open comments: 1' })).toBeVisible();
  await expect(heading(page)).toHaveAccessibleName('Comments, 1 open');

  // Back from the field: resolve, answer.
  await page.keyboard.press('Shift+Tab');
  await expect(fold(page).getByRole('button', { name: 'Resolve' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(fold(page).getByRole('textbox', { name: /^Answer / })).toBeFocused();
  await page.keyboard.type('Debris:\nno edge.');
  await page.keyboard.press('Control+Enter');
  await expect(fold(page).getByText('no edge.')).toBeVisible();
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await expect(fold(page).getByText('1 resolved')).toBeVisible();
  await expect(fold(page).getByText('no edge.')).toHaveCount(0);
  await expect(rows(page).getByRole('img', { name: /Open comments/ })).toHaveCount(0);
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(fold(page).getByText(/^Resolved by /)).toBeVisible();

  // Escape gives the keys back to the canvas, where undo goes step by step.
  await page.keyboard.press('m');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field(page)).not.toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Resolve comment')).toBeVisible();
  await expect(fold(page).getByText('no edge.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(fold(page).getByText('no edge.')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(fold(page).getByText('no edge.')).toBeVisible();

  // The object goes, what was said about it stays.
  await rows(page).first().click();
  await page.keyboard.press('Delete');
  await expect(rows(page)).toHaveCount(0);
  await expect(fold(page).getByText('Object deleted')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(fold(page).getByRole('button', { name: 'About “red cell”: select it' })).toBeVisible();
  const verified = (await host.cli('verify', host.project)) as { ok: boolean };
  expect(verified.ok).toBe(true);
});

test('what is written and not sent is still there after another object and another image', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page, 2);
  await drawBox(page, at);
  await page.keyboard.press('m');
  await page.keyboard.type('About the object');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  await expect(field(page)).toHaveAccessibleName('Comment on this image');
  await expect(field(page)).toHaveValue('');
  await page.keyboard.type('About the image');
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await expect(field(page)).toHaveValue('');
  await page.keyboard.press('a');
  await expect(field(page)).toHaveValue('About the image');
  await rows(page).first().click();
  await expect(field(page)).toHaveValue('About the object');
  // It goes where it was written for.
  await page.keyboard.press('m');
  await page.keyboard.press('Control+Enter');
  await expect(fold(page).getByRole('button', { name: 'About “red cell”: select it' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('About the image');
});

test('an author edits and deletes with the mouse, and keys still belong to the canvas', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page, 1);
  await page.keyboard.press('m');
  await page.keyboard.type('Blured?');
  await fold(page)
    .getByRole('button', { name: /^Comment / })
    .click();
  await expect(fold(page).getByText('Blured?')).toBeVisible();
  await fold(page).getByText('Blured?').hover();
  await fold(page).getByRole('button', { name: 'Edit comment' }).click();
  await fold(page).getByRole('textbox', { name: 'Edit comment' }).fill('Blurred?');
  await fold(page).getByRole('button', { name: /^Save/ }).click();
  await expect(fold(page).getByText('Blurred?')).toBeVisible();
  await expect(fold(page).getByText('edited')).toBeVisible();
  await fold(page).getByText('Blurred?').hover();
  await fold(page).getByRole('button', { name: 'Delete comment' }).click();
  await expect(fold(page).getByText('Blurred?')).toHaveCount(0);
  await expect(page.getByText('Comment deleted. Ctrl Z brings it back.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(fold(page).getByText('Blurred?')).toBeVisible();
  // A button that the mouse has pressed doesn't keep Enter and Space.
  await heading(page).click();
  await expect(field(page)).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveCount(0);
  await page.keyboard.press('m');
  await expect(field(page)).toBeFocused();
  await page.mouse.click(...at(300, 300));
  await expect(field(page)).not.toBeFocused();
});

test('the gallery finds the images with open comments, and every window sees who said what', async ({
  host,
  page,
  failures: _,
}) => {
  await openEmpty(host, page, 3);
  const other = await page.context().newPage();
  await other.goto(new URL(page.url()).origin);
  const cells = other.getByRole('listbox', { name: 'Gallery' }).getByRole('option');
  await expect(cells).toHaveCount(3);
  const filter = other.getByRole('button', { name: /with open comments/ });
  await expect(filter).toHaveCount(0);

  await page.keyboard.press('d');
  await expect(page.getByRole('banner')).toContainText('2 of 3');
  await page.keyboard.press('m');
  await page.keyboard.type('Out of focus?');
  await page.keyboard.press('Control+Enter');
  await expect(filter).toHaveText('1 with open comments');
  await expect(cells.getByRole('img', { name: 'Open comments: 1' })).toHaveCount(1);
  await filter.click();
  await expect(cells).toHaveCount(1);
  await cells.first().dblclick();
  await expect(fold(other).getByText('Out of focus?')).toBeVisible();
  const db = new Database(path.resolve(host.project), { readonly: true });
  const author = db.prepare('SELECT author FROM comments').pluck().get() as string;
  db.close();
  await expect(fold(other).getByText(author, { exact: true })).toBeVisible();
  await fold(other).getByRole('button', { name: 'Resolve' }).click();
  await expect(fold(page).getByText('1 resolved')).toBeVisible();
  await other.keyboard.press('Alt+1');
  await expect(cells).toHaveCount(0);
  await other.getByRole('button', { name: 'Clear filter' }).first().click();
  await expect(cells).toHaveCount(3);
});
